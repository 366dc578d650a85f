// The peer of the comparison: Bolt for JavaScript and pg-boss, put together as their documentation recommends.
//
//   node peer.mjs schedule <messages> <seconds>   puts them into the queue, spread over the seconds; prints when the first is due
//   node peer.mjs work                            a worker; several run side by side
//
// Settings beside the defaults, each to the peer's advantage in a run of minutes: a job whose worker died is given to another
// after 60 seconds (the default is 15 minutes), is retried ten times with backoff (the default is twice without), and
// the queue is looked after every 15 seconds (the default is two minutes). The Web API client keeps its own defaults: ten
// retries over half an hour, and it waits when Slack says 429.

import bolt from '@slack/bolt';
import PgBoss from 'pg-boss';

const QUEUE = 'posts';

const boss = new PgBoss({
  host: process.env.PGHOST,
  user: process.env.PGUSER,
  database: process.env.PGDATABASE,
  maintenanceIntervalSeconds: 15,
});
boss.on('error', (error) => console.error(error.message));

async function schedule(messages, seconds) {
  await boss.start();
  await boss.createQueue(QUEUE, { retryLimit: 10, retryBackoff: true, retryDelay: 1, expireInSeconds: 60 });
  const begins = Date.now() + 2_000;
  const jobs = Array.from({ length: messages }, (_, number) => ({
    name: QUEUE,
    data: { number },
    startAfter: new Date(begins + (seconds * 1_000 * number) / messages),
    retryLimit: 10,
    retryBackoff: true,
    retryDelay: 1,
    expireInSeconds: 60,
  }));
  await boss.insert(jobs);
  await boss.stop({ graceful: false });
  console.log(begins);
  process.exit(0);
}

async function work() {
  const app = new bolt.App({
    token: process.env.SLACK_BOT_TOKEN,
    signingSecret: process.env.SLACK_SIGNING_SECRET,
    clientOptions: { slackApiUrl: process.env.SLACK_API_URL },
    logLevel: bolt.LogLevel.ERROR,
  });
  await boss.start();
  await boss.work(QUEUE, { batchSize: 1, pollingIntervalSeconds: 0.5 }, async ([job]) => {
    await app.client.chat.postMessage({
      channel: channelOf(job.data.number),
      text: `Message ${job.data.number}`,
      metadata: { event_type: 'peer_message', event_payload: { card: String(job.data.number) } },
    });
  });
  process.on('SIGTERM', async () => {
    await boss.stop({ graceful: true, timeout: 15_000, wait: true });
    process.exit(0);
  });
  console.log('ready');
}

/** One of the workspace's channels; a hundred are enough to be paced by none. */
function channelOf(number) {
  return `C0ACC${String(number % 30).padStart(5, '0')}`;
}

const [verb, ...numbers] = process.argv.slice(2);
if (verb === 'schedule') {
  await schedule(Number(numbers[0]), Number(numbers[1]));
} else {
  await work();
}
