//! What a row must still say when it is read back, whatever format carried it.

use crate::sample::{Digest, Sample, canonical};

/// Hash of id, source, question as shown, options, answer, pictures, and kind of question and media.
pub(super) fn meaning(sample: &Sample) -> Digest {
    let line = &sample.released;
    let options: Vec<&str> = sample.options.iter().map(|o| o.text.trim()).collect();
    let media: Vec<&str> = sample.media.iter().map(|m| m.path.as_str()).collect();
    canonical::hash(&serde_json::json!({
        "id": line.id,
        "source": line.source_dataset,
        "question": sample.shown_question().trim(),
        "options": options,
        "answer": line.answer,
        "media": media,
        "question_type": line.question_type,
        "input_modality": line.input_modality,
    }))
}
