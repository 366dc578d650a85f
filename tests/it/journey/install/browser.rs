//! A browser, as far as an installation needs one: it keeps the bot's cookie and follows nothing by itself.

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use url::Url;

use crate::bot::Bot;

/// A browser.
pub struct Browser {
    http: reqwest::Client,
    begin: Url,
    cookie: Option<String>,
    /// Slack's page that asks.
    asks: Option<Url>,
}

impl Browser {
    /// One that was never here.
    pub fn new(bot: &Bot) -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        Self { http, begin: bot.url.join("slack/install").unwrap(), cookie: None, asks: None }
    }

    /// All of it; the status and the page at the end.
    pub async fn installs(self, place: &str, user: &str) -> (u16, String) {
        let asked = self.starts().await;
        let back = asked.decides(place, user, "allow").await;
        asked.returns(&back).await
    }

    /// Follows the link to Slack.
    pub async fn starts(self) -> Self {
        let answer = self.http.get(self.begin.clone()).send().await.unwrap();
        assert_eq!(answer.status(), 302);
        let cookie = answer.headers()[SET_COOKIE].to_str().unwrap().to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Max-Age=600"));
        let asks = Url::parse(answer.headers()[LOCATION].to_str().unwrap()).unwrap();
        let page = self.http.get(asks.clone()).send().await.unwrap();
        assert_eq!(page.status(), 200);
        let cookie = cookie.split(';').next().map(str::to_owned);
        Self { cookie, asks: Some(asks), ..self }
    }

    /// Presses a button on Slack's page; where that leads.
    pub async fn decides(&self, place: &str, user: &str, decision: &str) -> Url {
        let asks = self.asks.clone().unwrap();
        let mut fields: Vec<(String, String)> = asks.query_pairs().into_owned().collect();
        for (name, value) in [("place", place), ("user", user), ("decision", decision)] {
            fields.push((name.to_owned(), value.to_owned()));
        }
        let mut address = asks;
        address.set_query(None);
        let answer = self.http.post(address).form(&fields).send().await.unwrap();
        assert_eq!(answer.status(), 302, "{:?}", answer.text().await);
        Url::parse(answer.headers()[LOCATION].to_str().unwrap()).unwrap()
    }

    /// Comes back to the bot.
    pub async fn returns(&self, url: &Url) -> (u16, String) {
        let mut request = self.http.get(url.clone());
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, format!("theme=dark; {cookie}"));
        }
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }
}
