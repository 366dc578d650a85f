//! What is sent instead of a message with newer blocks, and the pictures that may stand in it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use slack_morphism::prelude::*;

use super::kit::clean;
use super::message::Message;
use super::plot::Plot;

/// Longer texts are no longer read out.
const ALT: usize = 500;

/// A message without newer blocks. It can be kept, beside the message that it stands for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Instead {
    /// Its blocks.
    pub blocks: Vec<Value>,
    /// What of them may be a picture.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<Picture>,
}

/// What could stand in the place of a block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    plot: Plot,
    /// The figures in words.
    alt: String,
    /// The block that it stands for.
    at: usize,
}

impl Picture {
    /// The picture as PNG.
    pub fn png(&self) -> Option<Vec<u8>> {
        self.plot.png()
    }

    /// What it shows, for whoever does not see it.
    pub fn alt(&self) -> &str {
        &self.alt
    }
}

impl Instead {
    /// The blocks with those pictures that Slack has under an id; `None` where it has none of them.
    pub fn pictured(&self, ids: &[Option<String>]) -> Option<Vec<Value>> {
        let mut blocks = self.blocks.clone();
        let mut is_pictured = false;
        for (picture, id) in self.pictures.iter().zip(ids) {
            if let (Some(block), Some(id)) = (blocks.get_mut(picture.at), id) {
                *block = json!({ "type": "image", "slack_file": { "id": id }, "alt_text": picture.alt });
                is_pictured = true;
            }
        }
        is_pictured.then_some(blocks)
    }
}

impl Message {
    /// The same with a picture that may stand in the place of a block of its fallback.
    pub(super) fn with_picture(mut self, instead_of: Option<&SlackBlock>, drawn: Option<(Plot, String)>) -> Self {
        let at = self.fallback.as_ref().and_then(|blocks| blocks.iter().position(|block| Some(block) == instead_of));
        let picture = at.zip(drawn).map(|(at, (plot, alt))| Picture { plot, alt: clean(&alt, ALT), at });
        self.pictures.extend(picture);
        self
    }
}
