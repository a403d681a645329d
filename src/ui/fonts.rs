//! Fonts: Inter, JetBrains Mono and Lucide from inside the program, everything else from the system.
//!
//! Inter and JetBrains Mono cover Latin, Greek and Cyrillic. Chinese, Japanese, Korean and other scripts come from
//! the fonts of the machine: [`find_fallback`] looks for them on a thread of its own, so that the first frame does
//! not wait for a disk full of fonts, and appends what it finds behind the built-in fonts of every text family.
//! A machine without such fonts still works; [`Coverage`] says on the start screen what can be shown.

use std::sync::{Arc, OnceLock};

use ab_glyph::{Font as _, FontRef};
use egui::{
    Context, FontData, FontDefinitions, FontFamily,
    epaint::text::{FontInsert, FontPriority, FontTweak, InsertFontFamily},
};
use fontdb::{Database, FaceInfo, Style, Weight};

use super::theme::Family;

const INTER: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.otf");
const INTER_MEDIUM: &[u8] = include_bytes!("../../assets/fonts/Inter-Medium.otf");
const INTER_SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.otf");
const MONO: &[u8] = include_bytes!("../../assets/fonts/JetBrainsMono-Regular.ttf");

/// Families that hold text, so that need every script.
const TEXT_FAMILIES: [Family; 4] = [Family::Ui, Family::Strong, Family::Title, Family::Mono];

/// Larger fonts are passed over: the largest collection in use (Noto Sans CJK) has 20 MB.
const MAX_FONT_BYTES: u64 = 64 << 20;

/// Scripts beyond the built-in fonts: a name for the start screen, characters that a usable font has, families to
/// try first. The order is the order of fallback.
const SCRIPTS: [Script; 5] = [
    Script {
        name: "CJK",
        probe: &['中', '語', 'あ', '한'],
        preferred: &[
            "Noto Sans CJK SC",
            "Noto Sans CJK JP",
            "Source Han Sans SC",
            "Source Han Sans",
            "Microsoft YaHei",
            "PingFang SC",
            "Hiragino Sans GB",
            "WenQuanYi Micro Hei",
            "Droid Sans Fallback",
        ],
    },
    // Not every system has one font for all three; these fill in what the first did not.
    Script {
        name: "Korean",
        probe: &['한'],
        preferred: &["Malgun Gothic", "Apple SD Gothic Neo", "NanumGothic"],
    },
    Script {
        name: "Chinese",
        probe: &['中'],
        preferred: &["Microsoft YaHei", "PingFang SC", "Noto Sans SC", "SimHei"],
    },
    Script {
        name: "Japanese",
        probe: &['あ'],
        preferred: &["Yu Gothic", "Hiragino Sans", "Noto Sans JP", "IPAGothic"],
    },
    Script {
        name: "Arabic",
        probe: &['ع', 'ب'],
        preferred: &["Noto Sans Arabic", "Segoe UI", "Geeza Pro", "DejaVu Sans"],
    },
];

struct Script {
    name: &'static str,
    probe: &'static [char],
    preferred: &'static [&'static str],
}

/// Scripts that can be shown, by name, built-in ones first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage(Vec<&'static str>);

impl Coverage {
    /// The names with commas between, for example `Latin, CJK`.
    #[must_use]
    pub fn label(&self) -> String {
        self.0.join(", ")
    }
}

impl Default for Coverage {
    fn default() -> Self {
        Self(vec!["Latin"])
    }
}

/// A search for fonts that runs beside the window.
#[derive(Clone, Debug, Default)]
pub struct FallbackSearch(Arc<OnceLock<Coverage>>);

impl FallbackSearch {
    /// What can be shown, once the search is over.
    #[must_use]
    pub fn coverage(&self) -> Option<&Coverage> {
        self.0.get()
    }
}

/// A font of the system: bytes of its file and which face in it (collections hold several).
struct Found {
    name: String,
    bytes: Vec<u8>,
    index: u32,
}

/// Installs the built-in fonts. Call before the first frame.
pub fn install(ctx: &Context) {
    ctx.set_fonts(built_in());
}

/// The built-in fonts as egui takes them: each text family falls back to the other fonts for signs it lacks.
#[must_use]
pub fn built_in() -> FontDefinitions {
    let mut definitions = FontDefinitions::empty();
    let fonts = [
        (Family::Ui, INTER),
        (Family::Strong, INTER_MEDIUM),
        (Family::Title, INTER_SEMIBOLD),
        (Family::Mono, MONO),
        (Family::Icon, lucide_icons::LUCIDE_FONT_BYTES),
    ];
    for (family, bytes) in fonts {
        let data = FontData::from_static(bytes).tweak(tweak(family));
        definitions
            .font_data
            .insert(family.name().to_owned(), Arc::new(data));
        let mut chain = vec![family.name().to_owned()];
        for other in [Family::Ui, Family::Mono, Family::Icon] {
            if other != family && family != Family::Icon {
                chain.push(other.name().to_owned());
            }
        }
        definitions.families.insert(family.family(), chain);
    }
    let chain_of = |family: Family| {
        definitions
            .families
            .get(&family.family())
            .cloned()
            .unwrap_or_default()
    };
    let (proportional, monospace) = (chain_of(Family::Ui), chain_of(Family::Mono));
    definitions
        .families
        .insert(FontFamily::Proportional, proportional);
    definitions
        .families
        .insert(FontFamily::Monospace, monospace);
    definitions
}

/// Lucide draws in the middle of the line; beside lower-case letters that looks a pixel too high.
fn tweak(family: Family) -> FontTweak {
    let y_offset_factor = if family == Family::Icon { 0.06 } else { 0.0 };
    FontTweak {
        y_offset_factor,
        ..FontTweak::default()
    }
}

/// Looks for fonts of other scripts on a thread of its own and appends what it finds to every text family.
#[must_use]
pub fn find_fallback(ctx: &Context) -> FallbackSearch {
    let search = FallbackSearch::default();
    let (ctx, done) = (ctx.clone(), Arc::clone(&search.0));
    let started = std::thread::Builder::new()
        .name("fonts".to_owned())
        .spawn(move || {
            let mut database = Database::new();
            database.load_system_fonts();
            let (found, coverage) = choose(&database);
            for font in found {
                ctx.add_font(insert(font));
            }
            // A second search in one process would set it again; the first result stands.
            let _ = done.set(coverage);
            ctx.request_repaint();
        });
    if let Err(error) = started {
        tracing::warn!(%error, "cannot start the search for system fonts, only the built-in ones are used");
        let _ = search.0.set(Coverage::default());
    }
    search
}

fn insert(font: Found) -> FontInsert {
    let families = TEXT_FAMILIES
        .into_iter()
        .map(Family::family)
        .chain([FontFamily::Proportional, FontFamily::Monospace]);
    let families = families
        .map(|family| InsertFontFamily {
            family,
            priority: FontPriority::Lowest,
        })
        .collect();
    FontInsert::new(
        &font.name,
        FontData::from_blob(Arc::new(font.bytes), font.index),
        families,
    )
}

/// One font for each script that a chosen one does not cover yet.
fn choose(database: &Database) -> (Vec<Found>, Coverage) {
    let (mut chosen, mut coverage) = (Vec::<Found>::new(), Coverage::default());
    for script in &SCRIPTS {
        if chosen
            .iter()
            .any(|font| has_all(&font.bytes, font.index, script.probe))
        {
            continue;
        }
        if let Some(font) = find(database, script) {
            tracing::info!(
                script = script.name,
                font = font.name,
                face = font.index,
                "fallback font"
            );
            coverage.0.push(script.name);
            chosen.push(font);
        }
    }
    (chosen, coverage)
}

/// The best face for a script: a preferred family if there is one, else the first by name that has the characters.
fn find(database: &Database, script: &Script) -> Option<Found> {
    let mut faces: Vec<&FaceInfo> = database
        .faces()
        .filter(|face| is_upright_regular(face))
        .collect();
    faces.sort_by_key(|face| {
        (
            preference(face, script),
            family_name(face).to_owned(),
            face.index,
        )
    });
    faces.into_iter().find_map(|face| {
        let covers =
            database.with_face_data(face.id, |bytes, index| has_all(bytes, index, script.probe))?;
        covers.then(|| read(database, face)).flatten()
    })
}

fn read(database: &Database, face: &FaceInfo) -> Option<Found> {
    database.with_face_data(face.id, |bytes, index| {
        let small_enough = bytes.len() as u64 <= MAX_FONT_BYTES;
        small_enough.then(|| Found {
            name: format!("{} {index}", family_name(face)),
            bytes: bytes.to_vec(),
            index,
        })
    })?
}

fn is_upright_regular(face: &FaceInfo) -> bool {
    face.style == Style::Normal && face.weight == Weight::NORMAL
}

fn family_name(face: &FaceInfo) -> &str {
    face.families.first().map_or("", |(name, _language)| name)
}

/// Place in the list of preferred families; families outside it come last.
fn preference(face: &FaceInfo, script: &Script) -> usize {
    let place = |wanted: &&str| face.families.iter().any(|(name, _language)| name == wanted);
    script
        .preferred
        .iter()
        .position(place)
        .unwrap_or(script.preferred.len())
}

fn has_all(bytes: &[u8], index: u32, characters: &[char]) -> bool {
    FontRef::try_from_slice_and_index(bytes, index).is_ok_and(|font| {
        characters
            .iter()
            .all(|&character| font.glyph_id(character).0 != 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_fonts_hold_every_sign_the_window_uses() {
        let text = "Aaß09 éøŽ Ωж –…·×≤≥±°→ ‘’“” ▢";
        for family in [INTER, INTER_MEDIUM, INTER_SEMIBOLD, MONO] {
            assert!(has_all(
                family,
                0,
                &['A', 'é', '–', '…', '·', '×', '≤', '≥', '±', '°']
            ));
        }
        assert!(
            !has_all(INTER, 0, &['中']),
            "Inter has no Chinese, so the fallback matters; text was {text}"
        );
    }

    #[test]
    fn every_family_of_the_theme_is_installed() {
        let definitions = built_in();
        for family in [
            Family::Ui,
            Family::Strong,
            Family::Title,
            Family::Mono,
            Family::Icon,
        ] {
            let chain = definitions
                .families
                .get(&family.family())
                .expect("family is bound");
            assert_eq!(chain.first().map(String::as_str), Some(family.name()));
            assert!(
                chain
                    .iter()
                    .all(|font| definitions.font_data.contains_key(font))
            );
        }
    }

    #[test]
    fn a_machine_without_other_fonts_shows_latin() {
        let mut database = Database::new();
        database.load_font_data(MONO.to_vec());
        let (found, coverage) = choose(&database);
        assert!(found.is_empty());
        assert_eq!(coverage.label(), "Latin");
    }

    #[test]
    fn the_right_face_of_a_collection_is_chosen() {
        let mut database = Database::new();
        database.load_system_fonts();
        let has_noto = database
            .faces()
            .any(|face| family_name(face) == "Noto Sans CJK SC");
        if !has_noto {
            crate::skip::skip("no Noto Sans CJK on this machine");
            return;
        }
        let (found, coverage) = choose(&database);
        let first = found.first().expect("a font for CJK");
        assert!(
            first.name.starts_with("Noto Sans CJK SC"),
            "chose {}",
            first.name
        );
        assert_ne!(
            first.index, 0,
            "the first face of the collection is the Japanese one"
        );
        assert!(coverage.label().starts_with("Latin, CJK"), "{coverage:?}");
    }

    #[test]
    fn found_fonts_draw_text_after_the_search() {
        let ctx = Context::default();
        install(&ctx);
        let search = find_fallback(&ctx);
        while search.coverage().is_none() {
            std::thread::yield_now();
        }
        ctx.run_ui(egui::RawInput::default(), |_| {})
            .textures_delta
            .clear();
        let has =
            ctx.fonts_mut(|fonts| fonts.has_glyph(&crate::ui::theme::Type::Question.font(), '桌'));
        let cjk = search
            .coverage()
            .is_some_and(|coverage| coverage.label().contains("CJK"));
        assert_eq!(has, cjk);
    }
}
