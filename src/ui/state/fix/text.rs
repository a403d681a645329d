//! Edits of words: question, options, key, task.

use super::{Fix, Touched, options_follow};
use crate::answer::{Answer, Expect, parse};
use crate::evidence::Evidence;
use crate::question::checks;
use crate::record::reword;
use crate::sample::{QuestionType, Word};
use crate::ui::text::tr;

impl Fix {
    /// Replaces the question as shown; words keep their evidence where their label still stands.
    pub fn set_question(&mut self, text: &str) {
        self.keep(Touched::Question);
        let options = self.option_texts();
        self.reword(text, &options);
    }

    /// Replaces one option's text.
    pub fn set_option(&mut self, index: usize, text: &str) {
        self.keep(Touched::Option(index));
        let mut options = self.option_texts();
        if let Some(option) = options.get_mut(index) {
            *option = text.to_owned();
            let question = self.draft.shown_question().to_owned();
            self.reword(&question, &options);
        }
    }

    fn option_texts(&self) -> Vec<String> {
        self.draft.options.iter().map(|o| o.text.clone()).collect()
    }

    fn reword(&mut self, question: &str, options: &[String]) {
        self.draft = reword(self.draft.clone(), question, options);
        self.draft.words = words_in(&self.draft.released.question, &self.draft.evidence);
        self.after_text();
    }

    /// Replaces the key, as text: a letter, yes or no, a number with its unit.
    pub fn set_answer(&mut self, text: &str) {
        self.keep(Touched::Answer);
        self.draft.released.answer = text.to_owned();
        let texts: Vec<String> = self.draft.options.iter().map(|o| o.text.clone()).collect();
        self.draft.answer = match self.draft.released.question_type {
            QuestionType::MultiChoice => parse(text, Expect::Choice(&texts)),
            QuestionType::Judgement => parse(text, Expect::YesNo),
            QuestionType::OpenEnded => parse(text, Expect::Open),
        };
        self.after_text();
    }

    /// Files the question under another of the 30 tasks.
    pub fn set_task(&mut self, category: &str, task: &str) {
        self.keep(Touched::Task);
        self.draft.released.category = Some(category.to_owned());
        self.draft.released.sub_task = Some(task.to_owned());
        self.after_text();
    }

    fn after_text(&mut self) {
        self.draft.checks = checks::recheck(&self.draft);
        self.options_follow = options_follow(&self.draft);
        self.problem = match &self.draft.answer {
            Answer::Ambiguous { why } => Some(why.clone()),
            _ if self.draft.shown_question().trim().is_empty() => {
                Some(tr("fix.empty_question").into())
            }
            _ => None,
        };
    }
}

/// Where the labels of evidence stand in a text, first occurrence each, longest labels first.
fn words_in(text: &str, evidence: &[Evidence]) -> Vec<Word> {
    let mut named: Vec<&Evidence> = evidence
        .iter()
        .filter(|e| {
            !e.label.is_empty()
                && matches!(
                    e.role,
                    crate::evidence::Role::Subject | crate::evidence::Role::Reference
                )
        })
        .collect();
    named.sort_by_key(|e| std::cmp::Reverse(e.label.len()));
    let mut words: Vec<Word> = Vec::new();
    for e in named {
        let free =
            |start: usize, end: usize| words.iter().all(|w| end <= w.start || w.end <= start);
        let found = text
            .match_indices(&e.label)
            .map(|(start, l)| (start, start + l.len()))
            .find(|(s, t)| free(*s, *t));
        if let Some((start, end)) = found {
            words.push(Word {
                evidence: e.id.clone(),
                field: "question".into(),
                start,
                end,
            });
        }
    }
    words.sort_by_key(|w| w.start);
    words
}
