//! What every message is made of: text that cannot do harm, blocks inside Slack's limits, numbers and dates.
//!
//! Nothing here knows what an account is.

#[macro_use]
mod say;

mod blocks;
mod fit;
mod numbers;
mod table;
mod text;

pub use blocks::{
    actions, button, checklist, choices, confirm, context, divider, field_grid, fits_an_option, header, input, menu,
    plain, primary, section, section_with, select, with_confirm,
};
#[cfg(test)]
pub use fit::{MOST_BLOCKS, MOST_CHARACTERS};
pub use fit::{MOST_BLOCKS_OF_VIEW, Piece, fit, fit_in, has_room, number_action_ids};
pub use numbers::{
    ago, amount, clock, count, date, date_of_any_year, day_and_month, days, decimal_mark, group_mark, hours,
    hundredths, in_a_line, moment, money, money_change, per_cent, rounded, short_weekday, signed, tenth_per_cent,
    tenths, totals, weekday, weekday_abbreviated, weekday_name, with_tenth,
};
pub use say::{drawn_in, filled, grouped, told_in, translated, whole};
pub use table::{data_table, number_cell, text_cell};
pub use text::{clean, clip_markup, code, escaped, inert, link, name, person_id, plain_name, quote, quoted};
