//! Bytes from outside against the code that reads them. See `README.md` beside `Cargo.toml`.

#[cfg(fuzzing)]
mod memory;
pub mod parsers;

use parsers::{PARSERS, Parser, Run};

/// A parser that is ready, with its bound on memory.
pub struct Ready {
    parser: &'static Parser,
    run: Run,
}

impl Ready {
    /// The parser with this name, made ready.
    pub fn new(name: &str) -> Option<Self> {
        let parser = PARSERS.iter().find(|parser| parser.name == name)?;
        // The fuzzer takes any panic for a finding, whoever catches it.
        #[cfg(fuzzing)]
        spatialscore::platform::panics::hide_caught();
        let run = (parser.make)();
        Some(Self { parser, run })
    }

    /// Runs it. Whether the bytes held something. With `--cfg fuzzing` it is ended where it holds more memory than its
    /// bound.
    pub fn run(&self, bytes: &[u8]) -> bool {
        #[cfg(fuzzing)]
        memory::allow(self.parser.base_bytes + self.parser.per_byte * bytes.len());
        let held = (self.run)(bytes);
        #[cfg(fuzzing)]
        memory::allow(usize::MAX);
        #[cfg(not(fuzzing))]
        let _ = self.parser;
        held
    }
}

/// A target of the fuzzer: the parser with this name.
#[macro_export]
macro_rules! target {
    ($name:literal) => {
        thread_local! {
            static READY: $crate::Ready = $crate::Ready::new($name).expect("a parser's name");
        }
        libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
            READY.with(|ready| ready.run(bytes));
        });
    };
}
