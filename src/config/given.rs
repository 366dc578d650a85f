//! What was given, where, and the reading of it into a [`Config`]. The first value found wins: environment, file, default.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use super::disk::Disk;
use super::environment::Environment;
use super::playbooks::OwnPlaybook;
use super::problem::{Origin, Problem, Problems};
use super::secret_key::SecretKey;
use super::setting::Setting;
use super::wrong::Wrong;
use super::{Config, Described, Log, OauthApp, Slack, file, playbooks, values};
use crate::domain::nearest::nearest_one;
use crate::domain::rules::Rules;

/// Every value as text, and the problems found so far.
#[derive(Debug)]
pub(super) struct Given {
    values: BTreeMap<Setting, (SecretString, Origin)>,
    pub problems: Problems,
    /// Whether everything could be read, so that what is not there is truly missing.
    pub is_whole: bool,
}

impl Given {
    /// Collects values from the environment, then from the file it names, then the defaults.
    pub fn gather(environment: &Environment, read_file: impl Fn(&Path) -> io::Result<String>) -> Self {
        let mut given = Self { values: BTreeMap::new(), problems: Problems::default(), is_whole: true };
        for setting in Setting::ALL {
            given.offer(setting, environment.get(setting.variable()), || Origin::Environment);
        }
        given.add_slips(environment);
        given.add_file(environment, read_file);
        for setting in Setting::ALL {
            given.offer(setting, setting.default_value(), || Origin::Default);
        }
        given
    }

    fn offer(&mut self, setting: Setting, value: Option<&str>, origin: impl FnOnce() -> Origin) {
        if let Some(value) = value {
            self.values.entry(setting).or_insert_with(|| (value.into(), origin()));
        }
    }

    /// Variables that are almost a setting's. Others are left alone: Kubernetes sets `STEWARD_PORT` of its own accord.
    fn add_slips(&mut self, environment: &Environment) {
        for name in environment.names().filter(|name| Setting::ALL.iter().all(|setting| setting.variable() != *name)) {
            let Some((prefix, rest)) = name.split_once('_') else { continue };
            let siblings = Setting::ALL.iter().filter_map(|setting| setting.variable().split_once('_'));
            let siblings = siblings.filter(|(table, _)| *table == prefix).map(|(_, key)| key);
            if let Some(meant) = nearest_one(rest, siblings) {
                let nearest = Some(format!("{prefix}_{meant}"));
                self.problems.add(Problem::Unknown { name: name.to_owned(), origin: Origin::Environment, nearest });
            }
        }
    }

    fn add_file(&mut self, environment: &Environment, read_file: impl Fn(&Path) -> io::Result<String>) {
        let setting = Setting::ConfigFile;
        let Some(path) = environment.get(setting.variable()).map(PathBuf::from) else { return };
        match read_file(&path) {
            Ok(text) => {
                let contents = file::read(&path, &text, &mut self.problems);
                self.is_whole = contents.is_whole;
                for (setting, value, origin) in contents.values {
                    self.values.entry(setting).or_insert((value, origin));
                }
            }
            Err(error) => {
                self.is_whole = false;
                self.problems.add(Problem::Unreadable { setting, path, kind: error.kind() });
            }
        }
    }

    /// Whether somebody gave a value, right or wrong.
    pub fn has(&self, setting: Setting) -> bool {
        self.values.contains_key(&setting)
    }

    /// Reads every value before it looks at any, so that no problem hides another. `None` when one of those that have
    /// a default is wrong.
    pub fn config(&mut self, disk: &impl Disk) -> Option<Config> {
        let bot_token = self.read(Setting::BotToken, values::bot_token);
        let signing_secrets = self.read(Setting::SigningSecret, values::signing_secrets).unwrap_or_default();
        let app_token = self.read(Setting::AppToken, values::app_token);
        let client_id = self.read(Setting::ClientId, values::client_id);
        let client_secret = self.read(Setting::ClientSecret, values::secret);
        let oauth =
            client_id.zip(client_secret).map(|(client_id, client_secret)| OauthApp { client_id, client_secret });
        let secret_keys = self.read(Setting::SecretKey, SecretKey::parse_all).unwrap_or_default();
        let workspaces = self.read(Setting::Workspaces, values::workspaces).unwrap_or_default();
        let account_urls = self.read(Setting::AccountUrl, values::account_urls).unwrap_or_default();
        let database_url = self.read(Setting::DatabaseUrl, values::database_url);
        let listen = self.read(Setting::Listen, values::listen);
        let organisation = self.read(Setting::Organisation, values::organisation);
        let channel_locale = self.read(Setting::Language, values::language);
        let command = self.read(Setting::Command, values::command);
        let api_url = self.read(Setting::ApiUrl, values::api_url);
        let starts_at = self.read(Setting::Now, values::instant);
        let filter = self.read(Setting::Log, values::log_filter);
        let format = self.read(Setting::LogFormat, values::log_format);
        let slack = Slack { api_url: api_url?, signing_secrets, bot_token, app_token, oauth, workspaces };
        let log = Log { filter: filter?, format };
        let rules = self.rules(|path| disk.read(path));
        let playbooks = self.playbooks(disk);
        let (listen, organisation, command, described) = (listen?, organisation?, command?, self.describe());
        let (rules, playbooks, channel_locale) = (rules?, playbooks?, channel_locale?);
        Some(Config {
            database_url,
            slack,
            listen,
            organisation,
            channel_locale,
            command,
            secret_keys,
            starts_at,
            rules,
            playbooks,
            account_urls,
            log,
            described,
        })
    }

    /// The numbers: the defaults when no file is named. `None` when the file is wrong.
    fn rules(&mut self, read_file: impl Fn(&Path) -> io::Result<String>) -> Option<Rules> {
        if !self.has(Setting::Rules) {
            return Some(Rules::default());
        }
        let path = self.read(Setting::Rules, |path| Ok(PathBuf::from(path)))?;
        let text = match read_file(&path) {
            Ok(text) => text,
            Err(error) => {
                self.problems.add(Problem::Unreadable { setting: Setting::Rules, path, kind: error.kind() });
                return None;
            }
        };
        match Rules::parse(&text) {
            Ok(rules) => Some(rules),
            Err(faults) => {
                self.problems.0.extend(faults.into_iter().map(|fault| Problem::Rules { path: path.clone(), fault }));
                None
            }
        }
    }

    /// One's own playbooks: none when no directory is named. `None` when one of them is wrong.
    fn playbooks(&mut self, disk: &impl Disk) -> Option<Vec<OwnPlaybook>> {
        if !self.has(Setting::Playbooks) {
            return Some(Vec::new());
        }
        let directory = self.read(Setting::Playbooks, |path| Ok(PathBuf::from(path)))?;
        playbooks::read(&directory, disk, &mut self.problems)
    }

    fn read<T>(&mut self, setting: Setting, parse: impl FnOnce(&str) -> Result<T, Wrong>) -> Option<T> {
        let (value, _) = self.values.get(&setting)?;
        match unspoilt(value.expose_secret()).and_then(parse) {
            Ok(value) => Some(value),
            Err(wrong) => {
                self.refuse(setting, wrong);
                None
            }
        }
    }

    /// Notes that a setting is wrong, with the place of its value.
    pub fn refuse(&mut self, setting: Setting, wrong: Wrong) {
        let origin = self.values.get(&setting).map_or(Origin::Nowhere, |(_, origin)| origin.clone());
        self.problems.add(Problem::Setting { setting, origin, wrong });
    }

    fn describe(&self) -> Vec<Described> {
        Setting::ALL.map(|setting| self.described(setting)).into()
    }

    fn described(&self, setting: Setting) -> Described {
        match self.values.get(&setting) {
            Some((value, origin)) => {
                let shown = if setting.is_secret() { "set" } else { value.expose_secret() };
                Described { setting, value: Some(shown.to_owned()), origin: origin.clone() }
            }
            None => Described { setting, value: None, origin: Origin::Nowhere },
        }
    }
}

/// What goes wrong with any text on its way through shells and env files.
fn unspoilt(text: &str) -> Result<&str, Wrong> {
    let is_quoted = ['"', '\''].iter().any(|mark| 1 < text.len() && text.starts_with(*mark) && text.ends_with(*mark));
    match text {
        _ if text.contains(char::REPLACEMENT_CHARACTER) => Err(Wrong::NotUtf8),
        _ if is_quoted => Err(Wrong::InQuotes),
        _ => Ok(text),
    }
}
