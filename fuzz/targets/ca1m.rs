#![no_main]

spatialscore_fuzz::target!("ca1m");
