//! What a person does with the page: look until it is there, press, type. Nothing here waits longer than it must, and
//! whoever does not see what they should leaves a picture.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use fantoccini::error::CmdError;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use url::Url;

use super::chromium::Chromium;

/// How long a person looks for something. Moving the clock over a night takes the longest.
const PATIENCE: Duration = Duration::from_mins(1);
/// So long a page is drawn anew after a press.
const REDRAWN: Duration = Duration::from_secs(5);
const GLANCE: Duration = Duration::from_millis(50);
const SHOWN: &str = "return [...document.querySelectorAll(arguments[0])].map((node) => node.innerText);";
const THEME: &str = "document.documentElement.dataset.theme = arguments[0];";
const WIDTH: &str = "const pen = document.createElement('canvas').getContext('2d');
    pen.font = `100px ${getComputedStyle(document.body).fontFamily}`;
    return pen.measureText(arguments[0]).width / 100;";

/// Where pictures are left.
fn pictures() -> PathBuf {
    let place = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
    std::fs::create_dir_all(&place).unwrap();
    place
}

/// The page in a browser.
pub(super) struct Page {
    client: Client,
}

impl Page {
    /// A new browser.
    pub(super) async fn of(browser: &Chromium) -> Self {
        Self { client: browser.browser().await }
    }

    /// Goes there.
    pub(super) async fn open(&self, address: &Url) {
        self.client.goto(address.as_str()).await.unwrap();
    }

    /// Reloads.
    pub(super) async fn reload(&self) {
        self.client.refresh().await.unwrap();
    }

    /// Ends the browser.
    pub(super) async fn close(self) {
        self.client.close().await.unwrap();
    }

    /// Waits until one of these elements says `text`.
    pub(super) async fn sees(&self, elements: &str, text: &str) {
        let looks = async || {
            let found = self.shown(elements).await?.iter().any(|shown| shown.contains(text));
            Ok(found.then_some(()))
        };
        self.until(&format!("{elements} to say {text:?}"), looks).await;
    }

    /// Waits until there is no such element.
    pub(super) async fn lacks(&self, elements: &str) {
        let looks = async || Ok(self.shown(elements).await?.is_empty().then_some(()));
        self.until(&format!("{elements} to be gone"), looks).await;
    }

    /// Presses the last such element, the newest one in a conversation, as soon as that can be done.
    pub(super) async fn press(&self, elements: &str) {
        let press = async || {
            let Some(element) = self.client.find_all(Locator::Css(elements)).await?.pop() else { return Ok(None) };
            if !element.is_enabled().await? {
                return Ok(None);
            }
            element.click().await.map(Some)
        };
        self.until(&format!("{elements} to press"), press).await;
    }

    /// The same by an `XPath`.
    pub(super) async fn press_at(&self, path: &str) {
        let press = async || {
            let Some(element) = self.client.find_all(Locator::XPath(path)).await?.pop() else { return Ok(None) };
            if !element.is_enabled().await? {
                return Ok(None);
            }
            element.click().await.map(Some)
        };
        self.until(&format!("{path} to press"), press).await;
    }

    /// Presses the element at an `XPath` until it is gone: a page that is drawn anew under the pointer takes no press.
    pub(super) async fn presses_away(&self, path: &str) {
        let press = async || {
            let Some(element) = self.client.find_all(Locator::XPath(path)).await?.pop() else { return Ok(Some(())) };
            element.click().await?;
            let pressed = Instant::now();
            while pressed.elapsed() < REDRAWN {
                if self.client.find_all(Locator::XPath(path)).await?.is_empty() {
                    return Ok(Some(()));
                }
                tokio::time::sleep(GLANCE).await;
            }
            Ok(None)
        };
        self.until(&format!("{path} to be pressed away"), press).await;
    }

    /// Waits until there is an element at an `XPath`.
    pub(super) async fn sees_at(&self, path: &str) {
        let looks = async || Ok(self.client.find_all(Locator::XPath(path)).await?.pop().map(|_| ()));
        self.until(&format!("{path} to be there"), looks).await;
    }

    /// Scrolls to the element at an `XPath`.
    pub(super) async fn shows_at(&self, path: &str) {
        let shows = async || {
            let Some(element) = self.client.find_all(Locator::XPath(path)).await?.pop() else { return Ok(None) };
            self.client.execute("arguments[0].scrollIntoView({block: 'end'});", vec![json!(element)]).await.map(Some)
        };
        self.until(&format!("{path} to look at"), shows).await;
    }

    /// Waits until there is none.
    pub(super) async fn lacks_at(&self, path: &str) {
        let looks = async || Ok(self.client.find_all(Locator::XPath(path)).await?.is_empty().then_some(()));
        self.until(&format!("{path} to be gone"), looks).await;
    }

    /// Waits until there are more such elements than there were.
    pub(super) async fn sees_more(&self, elements: &str, before: usize) {
        let looks = async || Ok((before < self.shown(elements).await?.len()).then_some(()));
        self.until(&format!("more than {before} of {elements}"), looks).await;
    }

    /// What stands on the elements at an `XPath`, now.
    pub(super) async fn labels(&self, path: &str) -> Vec<String> {
        let mut labels = Vec::new();
        for element in self.client.find_all(Locator::XPath(path)).await.unwrap() {
            labels.push(element.text().await.unwrap());
        }
        labels
    }

    /// Types into an element.
    pub(super) async fn types(&self, element: &str, text: &str) {
        let find = async || self.client.find(Locator::Css(element)).await.map(Some);
        self.until(&format!("{element} to type in"), find).await.send_keys(text).await.unwrap();
    }

    /// What each of these elements says, now.
    pub(super) async fn texts(&self, elements: &str) -> Vec<String> {
        self.shown(elements).await.unwrap()
    }

    /// Leaves a picture of the page as it is.
    pub(super) async fn picture(&self, name: &str) {
        let picture = self.client.screenshot().await.unwrap();
        std::fs::write(pictures().join(format!("{name}.png")), picture).unwrap();
    }

    /// Makes room for whole messages.
    pub(super) async fn grows(&self) {
        self.client.set_window_size(1400, 1440).await.unwrap();
    }

    /// How wide a text is drawn, beside the height of its letters.
    pub(super) async fn width_of(&self, text: &str) -> f64 {
        self.client.execute(WIDTH, vec![json!(text)]).await.unwrap().as_f64().unwrap()
    }

    /// Leaves two of it, by day and by night.
    pub(super) async fn pictures(&self, name: &str) {
        for theme in ["dark", "light"] {
            self.client.execute(THEME, vec![json!(theme)]).await.unwrap();
            self.picture(&format!("{name}-{theme}")).await;
        }
    }

    async fn shown(&self, elements: &str) -> Result<Vec<String>, CmdError> {
        let shown = self.client.execute(SHOWN, vec![json!(elements)]).await?;
        Ok(shown.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// Tries until it works: an element may be drawn anew under the pointer, or not yet be there.
    async fn until<T>(&self, what: &str, attempt: impl AsyncFn() -> Result<Option<T>, CmdError>) -> T {
        let started = Instant::now();
        loop {
            let trouble = match attempt().await {
                Ok(Some(done)) => return done,
                Ok(None) => "it is not there".to_owned(),
                Err(error) => error.to_string(),
            };
            if PATIENCE < started.elapsed() {
                self.picture("failed").await;
                let page = self.texts("body").await.join("\n");
                panic!("waited in vain for {what}: {trouble}. target/screenshots/failed.png shows the page:\n{page}");
            }
            tokio::time::sleep(GLANCE).await;
        }
    }
}
