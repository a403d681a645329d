#![no_main]

spatialscore_fuzz::target!("depth_bin");
