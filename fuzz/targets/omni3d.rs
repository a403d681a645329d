#![no_main]

spatialscore_fuzz::target!("omni3d");
