#![no_main]

spatialscore_fuzz::target!("las");
