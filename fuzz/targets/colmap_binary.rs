#![no_main]

spatialscore_fuzz::target!("colmap_binary");
