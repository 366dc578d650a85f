// Short names of the common emoji. Unknown names stay as text, as in Slack
// when a workspace lacks an emoji.

const TABLE = `
+1:👍 thumbsup:👍 -1:👎 thumbsdown:👎 ok_hand:👌 clap:👏 wave:👋 raised_hands:🙌 pray:🙏 muscle:💪 point_right:👉 point_left:👈 point_up:☝️ point_up_2:👆 point_down:👇
handshake:🤝 crossed_fingers:🤞 v:✌️ fist:✊ facepunch:👊 punch:👊 writing_hand:✍️ eyes:👀 eye:👁️ brain:🧠 ear:👂 raised_hand:✋ hand:✋ call_me_hand:🤙 saluting_face:🫡
grinning:😀 smiley:😃 smile:😄 grin:😁 laughing:😆 satisfied:😆 sweat_smile:😅 joy:😂 rolling_on_the_floor_laughing:🤣 slightly_smiling_face:🙂 upside_down_face:🙃 wink:😉 blush:😊
innocent:😇 heart_eyes:😍 star-struck:🤩 kissing_heart:😘 yum:😋 stuck_out_tongue:😛 stuck_out_tongue_winking_eye:😜 zany_face:🤪 hugging_face:🤗 thinking_face:🤔 zipper_mouth_face:🤐
neutral_face:😐 expressionless:😑 no_mouth:😶 smirk:😏 unamused:😒 face_with_rolling_eyes:🙄 grimacing:😬 relieved:😌 pensive:😔 sleepy:😪 sleeping:😴 mask:😷 sunglasses:😎 nerd_face:🤓
face_with_monocle:🧐 confused:😕 worried:😟 slightly_frowning_face:🙁 white_frowning_face:☹️ open_mouth:😮 hushed:😯 astonished:😲 flushed:😳 pleading_face:🥺 fearful:😨 cold_sweat:😰 cry:😢
sob:😭 scream:😱 confounded:😖 disappointed:😞 sweat:😓 weary:😩 tired_face:😫 yawning_face:🥱 triumph:😤 rage:😡 angry:😠 exploding_head:🤯 partying_face:🥳 skull:💀 hankey:💩 clown_face:🤡
ghost:👻 alien:👽 robot_face:🤖 see_no_evil:🙈 hear_no_evil:🙉 speak_no_evil:🙊 shrug:🤷 face_palm:🤦 melting_face:🫠 wave_hand:👋 man-shrugging:🤷‍♂️ woman-shrugging:🤷‍♀️
heart:❤️ red_heart:❤️ orange_heart:🧡 yellow_heart:💛 green_heart:💚 blue_heart:💙 purple_heart:💜 black_heart:🖤 white_heart:🤍 broken_heart:💔 sparkling_heart:💖 two_hearts:💕 100:💯
anger:💢 boom:💥 collision:💥 dizzy:💫 sweat_drops:💦 dash:💨 speech_balloon:💬 thought_balloon:💭 zzz:💤
red_circle:🔴 large_orange_circle:🟠 orange_circle:🟠 large_yellow_circle:🟡 yellow_circle:🟡 large_green_circle:🟢 green_circle:🟢 large_blue_circle:🔵 blue_circle:🔵 large_purple_circle:🟣
large_brown_circle:🟤 black_circle:⚫ white_circle:⚪ large_red_square:🟥 large_orange_square:🟧 large_yellow_square:🟨 large_green_square:🟩 large_blue_square:🟦 large_purple_square:🟪
black_large_square:⬛ white_large_square:⬜ black_small_square:▪️ white_small_square:▫️ black_medium_square:◼️ white_medium_square:◻️ large_orange_diamond:🔶 large_blue_diamond:🔷
small_orange_diamond:🔸 small_blue_diamond:🔹 small_red_triangle:🔺 small_red_triangle_down:🔻 radio_button:🔘 white_square_button:🔳 black_square_button:🔲
white_check_mark:✅ heavy_check_mark:✔️ ballot_box_with_check:☑️ x:❌ negative_squared_cross_mark:❎ heavy_multiplication_x:✖️ heavy_plus_sign:➕ heavy_minus_sign:➖ question:❓ grey_question:❔
exclamation:❗ heavy_exclamation_mark:❗ grey_exclamation:❕ bangbang:‼️ interrobang:⁉️ warning:⚠️ no_entry:⛔ no_entry_sign:🚫 octagonal_sign:🛑 stop_sign:🛑 sos:🆘 recycle:♻️ white_circle_check:✅
information_source:ℹ️ new:🆕 free:🆓 up:🆙 cool:🆒 ok:🆗 top:🔝 soon:🔜 back:🔙 on:🔛 end:🔚 id:🆔 copyright:©️ registered:®️ tm:™️ infinity:♾️ part_alternation_mark:〽️
arrow_right:➡️ arrow_left:⬅️ arrow_up:⬆️ arrow_down:⬇️ arrow_upper_right:↗️ arrow_lower_right:↘️ arrow_lower_left:↙️ arrow_upper_left:↖️ left_right_arrow:↔️ arrow_up_down:↕️
arrow_right_hook:↪️ leftwards_arrow_with_hook:↩️ arrow_heading_up:⤴️ arrow_heading_down:⤵️ arrows_counterclockwise:🔄 arrows_clockwise:🔃 repeat:🔁 arrow_forward:▶️ arrow_backward:◀️
fast_forward:⏩ rewind:⏪ black_right_pointing_double_triangle_with_vertical_bar:⏭️ arrow_up_small:🔼 arrow_down_small:🔽 double_vertical_bar:⏸️ pause_button:⏸️ black_square_for_stop:⏹️
zero:0️⃣ one:1️⃣ two:2️⃣ three:3️⃣ four:4️⃣ five:5️⃣ six:6️⃣ seven:7️⃣ eight:8️⃣ nine:9️⃣ keycap_ten:🔟 hash:#️⃣ 1234:🔢
rocket:🚀 airplane:✈️ car:🚗 bus:🚌 train:🚆 ship:🚢 anchor:⚓ construction:🚧 rotating_light:🚨 traffic_light:🚥 vertical_traffic_light:🚦 fuelpump:⛽ helicopter:🚁 bike:🚲
house:🏠 office:🏢 hospital:🏥 bank:🏦 factory:🏭 school:🏫 building_construction:🏗️ world_map:🗺️ earth_americas:🌎 earth_africa:🌍 earth_asia:🌏 globe_with_meridians:🌐 mountain:⛰️ beach_with_umbrella:🏖️
sunny:☀️ partly_sunny:⛅ cloud:☁️ rain_cloud:🌧️ thunder_cloud_and_rain:⛈️ lightning:🌩️ zap:⚡ snowflake:❄️ fire:🔥 droplet:💧 ocean:🌊 rainbow:🌈 umbrella:☔ sunrise:🌅 crescent_moon:🌙
star:⭐ star2:🌟 sparkles:✨ sun_with_face:🌞 full_moon:🌕 comet:☄️ seedling:🌱 herb:🌿 four_leaf_clover:🍀 evergreen_tree:🌲 deciduous_tree:🌳 palm_tree:🌴 cactus:🌵 rose:🌹 sunflower:🌻
tulip:🌷 cherry_blossom:🌸 bouquet:💐 maple_leaf:🍁 fallen_leaf:🍂 mushroom:🍄 potted_plant:🪴
dog:🐶 cat:🐱 mouse:🐭 rabbit:🐰 fox_face:🦊 bear:🐻 panda_face:🐼 tiger:🐯 lion_face:🦁 cow:🐮 pig:🐷 frog:🐸 monkey_face:🐵 chicken:🐔 penguin:🐧 bird:🐦 eagle:🦅 owl:🦉 wolf:🐺 bee:🐝 bug:🐛
butterfly:🦋 snail:🐌 turtle:🐢 snake:🐍 octopus:🐙 whale:🐳 dolphin:🐬 shark:🦈 fish:🐟 elephant:🐘 unicorn_face:🦄 horse:🐴 hatching_chick:🐣 baby_chick:🐤 dragon:🐉 parrot:🦜
apple:🍎 lemon:🍋 banana:🍌 watermelon:🍉 grapes:🍇 strawberry:🍓 peach:🍑 cherries:🍒 avocado:🥑 bread:🍞 cheese_wedge:🧀 pizza:🍕 hamburger:🍔 fries:🍟 taco:🌮 sushi:🍣 doughnut:🍩 cookie:🍪
cake:🍰 birthday:🎂 popcorn:🍿 coffee:☕ tea:🍵 beer:🍺 beers:🍻 champagne:🍾 wine_glass:🍷 clinking_glasses:🥂 tropical_drink:🍹 salt:🧂
tada:🎉 confetti_ball:🎊 balloon:🎈 gift:🎁 trophy:🏆 medal:🏅 sports_medal:🏅 first_place_medal:🥇 second_place_medal:🥈 third_place_medal:🥉 dart:🎯 soccer:⚽ basketball:🏀 football:🏈 tennis:🎾
game_die:🎲 video_game:🎮 jigsaw:🧩 art:🎨 musical_note:🎵 headphones:🎧 microphone:🎤 guitar:🎸 clapper:🎬 movie_camera:🎥 camera:📷 camera_with_flash:📸 ticket:🎫 crystal_ball:🔮 magic_wand:🪄
chart_with_upwards_trend:📈 chart_with_downwards_trend:📉 bar_chart:📊 clipboard:📋 calendar:📆 date:📅 spiral_calendar_pad:🗓️ spiral_note_pad:🗒️ card_index:📇 card_index_dividers:🗂️ file_folder:📁
open_file_folder:📂 page_facing_up:📄 page_with_curl:📃 bookmark_tabs:📑 newspaper:📰 notebook:📓 ledger:📒 books:📚 book:📖 open_book:📖 bookmark:🔖 label:🏷️ memo:📝 pencil:📝 pencil2:✏️ lower_left_fountain_pen:🖋️
pushpin:📌 round_pushpin:📍 paperclip:📎 straight_ruler:📏 triangular_ruler:📐 scissors:✂️ wastebasket:🗑️ file_cabinet:🗄️ package:📦 mailbox:📫 mailbox_with_mail:📬 inbox_tray:📥 outbox_tray:📤 envelope:✉️ email:📧 e-mail:📧
incoming_envelope:📨 envelope_with_arrow:📩 postbox:📮 ballot_box_with_ballot:🗳️ receipt:🧾 briefcase:💼 handbag:👜 shopping_trolley:🛒 moneybag:💰 money_with_wings:💸 dollar:💵 euro:💶 pound:💷 yen:💴 credit_card:💳
coin:🪙 gem:💎 scales:⚖️ bulb:💡 flashlight:🔦 candle:🕯️ battery:🔋 electric_plug:🔌 computer:💻 desktop_computer:🖥️ keyboard:⌨️ printer:🖨️ iphone:📱 phone:☎️ telephone:☎️ telephone_receiver:📞 satellite_antenna:📡
tv:📺 hourglass:⌛ hourglass_flowing_sand:⏳ watch:⌚ alarm_clock:⏰ stopwatch:⏱️ timer_clock:⏲️ clock1:🕐 clock3:🕒 clock6:🕕 clock9:🕘 clock12:🕛 mantelpiece_clock:🕰️
lock:🔒 unlock:🔓 closed_lock_with_key:🔐 lock_with_ink_pen:🔏 key:🔑 old_key:🗝️ hammer:🔨 hammer_and_wrench:🛠️ wrench:🔧 gear:⚙️ nut_and_bolt:🔩 toolbox:🧰 magnet:🧲 link:🔗 chains:⛓️ shield:🛡️ pill:💊
syringe:💉 stethoscope:🩺 adhesive_bandage:🩹 thermometer:🌡️ test_tube:🧪 microscope:🔬 telescope:🔭 bell:🔔 no_bell:🔕 loudspeaker:📢 mega:📣 speaker:🔈 sound:🔉 loud_sound:🔊 mute:🔇 mag:🔍 mag_right:🔎
compass:🧭 ladder:🪜 broom:🧹 soap:🧼 sponge:🧽 fire_extinguisher:🧯 door:🚪 bed:🛏️ couch_and_lamp:🛋️ crown:👑 tophat:🎩 mortar_board:🎓 helmet_with_white_cross:⛑️ eyeglasses:👓 necktie:👔 shirt:👕
bust_in_silhouette:👤 busts_in_silhouette:👥 speaking_head_in_silhouette:🗣️ technologist:🧑‍💻 male-technologist:👨‍💻 female-technologist:👩‍💻 detective:🕵️ cop:👮 construction_worker:👷 superhero:🦸 ninja:🥷 runner:🏃 walking:🚶 dancer:💃 family:👪
footprints:👣 brain_wave:🧠 dizzy_face:😵 nauseated_face:🤢 face_with_thermometer:🤒 hot_face:🥵 cold_face:🥶 woozy_face:🥴 cowboy_hat_face:🤠 smiling_face_with_tear:🥲 smiling_imp:😈 heart_hands:🫶
white_flag:🏳️ black_flag:🏴 checkered_flag:🏁 triangular_flag_on_post:🚩 flag-us:🇺🇸 us:🇺🇸 flag-gb:🇬🇧 gb:🇬🇧 uk:🇬🇧 flag-de:🇩🇪 de:🇩🇪 flag-fr:🇫🇷 fr:🇫🇷 flag-es:🇪🇸 es:🇪🇸 flag-it:🇮🇹 it:🇮🇹 flag-jp:🇯🇵 jp:🇯🇵
flag-in:🇮🇳 flag-br:🇧🇷 flag-ca:🇨🇦 flag-au:🇦🇺 flag-cn:🇨🇳 flag-nl:🇳🇱 flag-se:🇸🇪 flag-ch:🇨🇭 flag-at:🇦🇹 flag-pl:🇵🇱 flag-pt:🇵🇹 flag-ie:🇮🇪 flag-eu:🇪🇺 flag-sg:🇸🇬 flag-mx:🇲🇽
`;

const BY_NAME = new Map(
  TABLE.trim()
    .split(/\s+/)
    .map((entry) => [entry.slice(0, entry.lastIndexOf(":")), entry.slice(entry.lastIndexOf(":") + 1)]),
);

const PICKER =
  "+1 -1 white_check_mark eyes tada raised_hands pray heart fire rocket thinking_face smile joy slightly_smiling_face wink sob warning rotating_light red_circle large_yellow_circle large_green_circle bulb memo calendar clock9 telephone_receiver email handshake chart_with_upwards_trend chart_with_downwards_trend bar_chart moneybag trophy dart wave clap 100 question x star";

/** The character of a short name, or undefined. A skin tone is left off. */
export function emojiOf(name) {
  return BY_NAME.get(name.split("::")[0]);
}

/** Replaces the known `:names:` in a text. */
export function withEmoji(text) {
  return text.replace(
    /:([a-z0-9_+'-]+):(?::skin-tone-[2-6]:|skin-tone-[2-6]:)?/g,
    (whole, name) => emojiOf(name) ?? whole,
  );
}

/** Up to `limit` [name, character] whose name begins with, else contains, `query`. */
export function findEmoji(query, limit = 8) {
  const names = [...BY_NAME.keys()];
  const starts = names.filter((name) => name.startsWith(query));
  const contains = names.filter((name) => !name.startsWith(query) && name.includes(query));
  return [...starts, ...contains].slice(0, limit).map((name) => [name, BY_NAME.get(name)]);
}

/** The choice in the message box's emoji menu. */
export function pickerEmoji() {
  return PICKER.split(" ").map((name) => [name, BY_NAME.get(name)]);
}
