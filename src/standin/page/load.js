// Where the person is and what must be fetched for it: opens channels, tabs and
// threads, keeps the address in step, marks as read.

import { api, CallError } from "./api.js";
import { store, tell, takeState, setMessages, isAppChannel } from "./store.js";
import { showError } from "./toast.js";

/** Runs a call; a failure becomes a notice and undefined. */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    showError(error.message);
    return undefined;
  }
}

export async function loadState() {
  const state = await attempt(api.state);
  if (state) takeState(state);
  return state;
}

export async function loadMessages(channel, thread) {
  const answer = await attempt(() => api.messages(channel, thread));
  if (answer) setMessages(channel, thread, answer.messages ?? []);
}

/** Opens a channel; `tab` matters for the app only. */
export async function openChannel(id, { tab, thread } = {}) {
  const channel = store.channels.get(id);
  if (!channel) return;
  if (!store.channels.get(store.channel)?.is_im) store.beside = store.channel;
  store.channel = id;
  store.tab = isAppChannel(channel) ? (tab ?? "messages") : "messages";
  store.thread = thread ?? null;
  store.unreadAtOpen = channel.unread ?? 0;
  writeAddress();
  tell("channel");
  markRead(id);
  if (store.tab === "home") await openHome();
  else if (isAppChannel(channel)) openPane();
  await loadMessages(id);
  if (thread) await loadMessages(id, thread);
}

export async function openTab(tab) {
  store.tab = tab;
  store.thread = null;
  writeAddress();
  tell("channel");
  if (tab === "home") await openHome();
  else if (tab === "messages") await openPane();
}

let homesShown = 0;

/** The page that the app has published for the person. */
export function showHome(view) {
  homesShown += 1;
  store.home = view ?? store.home;
  tell("home");
}

/** Opens the page and asks for it. What was published meanwhile is newer than the answer, which may come later. */
export async function openHome() {
  const shown = homesShown;
  const answer = await attempt(api.home);
  if (!answer) return;
  store.homeAsked = true;
  if (shown === homesShown) showHome(answer.view);
  else tell("home");
}

/** The app hears that it is before the person, and of the channel beside it; it may offer what to ask. */
async function openPane() {
  const answer = await attempt(() => api.openPane(store.beside ?? undefined));
  if (answer?.offered) takeOffered(answer.offered);
}

/** What the app offers has changed. */
export async function loadOffered() {
  const answer = await attempt(api.prompts);
  if (answer) takeOffered(answer.offered);
}

function takeOffered(offered) {
  store.offered = offered;
  tell("offered");
}

export async function openThread(channel, ts) {
  store.thread = ts;
  writeAddress();
  tell("channel");
  await loadMessages(channel, ts);
}

export function closeThread() {
  store.thread = null;
  writeAddress();
  tell("channel");
}

/** Is the person looking at this channel right now? */
export function isOpen(channel) {
  return store.channel === channel && store.tab === "messages" && document.visibilityState === "visible";
}

export function markRead(id) {
  const channel = store.channels.get(id);
  if (!channel || !isOpen(id)) return;
  channel.unread = 0;
  channel.mentions = 0;
  tell("unread");
  api.read(id).catch(() => {
    // only a badge: the next state tells the truth again
  });
}

/** `?user=U&channel=C&thread=T&tab=home`: a reload or a second tab finds the same place. */
function writeAddress() {
  const place = {
    user: store.user,
    channel: store.channel,
    thread: store.thread,
    tab: store.tab === "messages" ? null : store.tab,
  };
  const search = new URLSearchParams(Object.entries(place).filter(([, value]) => value));
  history.replaceState(null, "", `?${search}`);
}

/** What the address asks for. */
export function readAddress() {
  const search = new URLSearchParams(location.search);
  return Object.fromEntries(["user", "channel", "thread", "tab"].map((name) => [name, search.get(name)]));
}

const waiting = new Map();
/** Fetches a channel again soon, once for many calls: reply counts have changed. */
export function refreshSoon(channel) {
  clearTimeout(waiting.get(channel));
  waiting.set(
    channel,
    setTimeout(() => store.loaded.has(channel) && loadMessages(channel), 60),
  );
}
