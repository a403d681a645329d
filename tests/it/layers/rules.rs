//! Who may depend on whom, as data. ARCHITECTURE.md says the same in prose; a change here is a change there.

/// The layers, bottom to top. A module uses what stands before it, unless its [`Module::only`] says less.
pub const MODULES: &[Module] = &[
    Module::narrow("geom", &[]),
    Module::open("scene"),
    Module::open("answer"),
    Module::open("evidence"),
    Module::open("proof"),
    Module::open("sample"),
    Module::narrow("job", &[]),
    Module::narrow("platform", &[]),
    Module::narrow(
        "media",
        &["geom", "scene", "evidence", "sample", "job", "platform"],
    ),
    Module::narrow("dataset", &["geom", "scene", "media", "job", "platform"]),
    // Writers and readers share no code, so that a mistake in one shows against the other.
    Module::narrow("simulate", &["geom", "job", "platform", "media"]),
    // Media are made by the caller, from the drawing orders that a question gives.
    Module::narrow(
        "question",
        &["geom", "scene", "answer", "evidence", "proof", "sample"],
    ),
    // Draws puzzles from their evidence; pure, although what it draws on is media's.
    Module::narrow(
        "picture",
        &["evidence", "proof", "answer", "media", "question"],
    ),
    Module::narrow("raster", &["geom", "scene", "evidence"]),
    // It keeps samples; it neither reads layouts, nor makes questions, nor draws.
    Module::narrow(
        "store",
        &[
            "geom", "scene", "answer", "evidence", "proof", "sample", "job", "platform", "media",
        ],
    ),
    Module::open("record"),
    Module::open("release"),
    Module::open("demo"),
    Module::narrow("gpu", &["geom", "scene", "evidence", "raster"]),
    Module::open("ui"),
    Module::without("cli", "ui"),
];

/// One layer.
pub struct Module {
    /// Its name under `src/`.
    pub name: &'static str,
    /// The layers it may use; `None` for all that stand before it.
    pub only: Option<&'static [&'static str]>,
    /// A layer before it that it may never use.
    pub never: Option<&'static str>,
}

impl Module {
    const fn open(name: &'static str) -> Self {
        Self {
            name,
            only: None,
            never: None,
        }
    }

    const fn narrow(name: &'static str, only: &'static [&'static str]) -> Self {
        Self {
            name,
            only: Some(only),
            never: None,
        }
    }

    const fn without(name: &'static str, never: &'static str) -> Self {
        Self {
            name,
            only: None,
            never: Some(never),
        }
    }
}

/// Something from outside the package that only some layers may name.
pub struct Ban {
    /// Path prefixes, for example `std::fs`.
    pub paths: &'static [&'static str],
    /// Who it concerns.
    pub scope: Scope,
    /// Whether code under `#[cfg(test)]` is free of it.
    pub tests_exempt: bool,
    /// Why; ends up in the failure.
    pub because: &'static str,
}

/// The modules that a [`Ban`] concerns.
pub enum Scope {
    /// All but these.
    AllBut(&'static [&'static str]),
    /// These alone.
    Only(&'static [&'static str]),
}

/// Every ban.
pub const BANS: &[Ban] = &[
    Ban {
        paths: &["rusqlite", "rusqlite_migration", "libsqlite3_sys"],
        scope: Scope::AllBut(&["store"]),
        tests_exempt: false,
        because: "nothing but store speaks SQL",
    },
    Ban {
        paths: &["egui", "eframe", "egui_wgpu", "lucide_icons", "rfd"],
        scope: Scope::AllBut(&["ui"]),
        tests_exempt: false,
        because: "nothing but ui knows the window",
    },
    Ban {
        paths: &["wgpu", "pollster"],
        scope: Scope::AllBut(&["gpu", "ui"]),
        tests_exempt: false,
        because: "nothing below gpu knows of an adapter",
    },
    Ban {
        paths: &["clap"],
        scope: Scope::AllBut(&["cli"]),
        tests_exempt: false,
        because: "what was typed is kept apart from what it means",
    },
    Ban {
        paths: &[
            "std::os::unix",
            "std::os::linux",
            "std::os::fd",
            "std::os::windows",
            "libc",
            "rustix",
        ],
        scope: Scope::AllBut(&["platform"]),
        tests_exempt: true,
        because: "calls of one operating system live in platform",
    },
    Ban {
        paths: &["std::fs", "std::time", "std::net", "std::env", "tracing"],
        scope: Scope::Only(&[
            "geom", "scene", "answer", "evidence", "proof", "sample", "question", "raster",
        ]),
        tests_exempt: true,
        because: "pure: no files, clock, network or logging",
    },
    Ban {
        paths: &["rand_chacha"],
        scope: Scope::Only(&["geom", "scene", "answer", "evidence", "sample"]),
        tests_exempt: true,
        because: "randomness belongs to noise and to generators, seeded",
    },
];

/// The most lines a source file may have, tests and comments included.
pub const MOST_LINES: usize = 500;

/// Files that may be longer, each with its because. An entry that is no longer needed is a failure too.
pub const LONG: &[(&str, &str)] = &[(
    "src/sample/state.rs",
    "one pure function from events to state, and the table of cases that pins it down",
)];
