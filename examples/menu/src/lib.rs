//! The menu of a tea house: a list, buttons, and an answer to presses that come too late.
//!
//! ```text
//! Customer: hi
//! Bot: What may I bring? [Our menu > Hot: Earl Grey, Cocoa; Cold: Iced tea, Water]
//! Customer: [Earl Grey]
//! Bot: Which size of Earl Grey? [Small] [Large]
//! Customer: [Large]
//! Bot: A large Earl Grey, coming up.
//!
//! # Buttons stay on the phone. These sizes belong to no drink any more.
//! Customer: [Small]
//! Bot: That one is on its way. What else may I bring? [Our menu > Hot: Earl Grey, Cocoa; Cold: Iced tea, Water]
//!
//! # And a list is for one day.
//! (1d pass.)
//! Customer: [Cocoa]
//! Bot: That menu is of another day. Here is today's. [Our menu > Hot: Earl Grey, Cocoa; Cold: Iced tea, Water]
//! ```
//!
//! An option's id is kept by every phone that ever saw it. So count `version` up when a drink gets another meaning, and not when it gets
//! another title.
//!
//! Run it: `cargo run -p menu`; a press is `curl -d '{"title": "Cocoa"}' -H 'Content-Type: application/json'
//! http://127.0.0.1:7700/sandbox/customers/491713920001/press`.
//! Make it yours: the options of `Drink` and `Size`. The compiler counts their letters and their number.

use std::fmt;

use serde::{Deserialize, Serialize};
use switchboard::prelude::*;

#[derive(Clone, Copy, Choice, Serialize, Deserialize)]
#[choice(list = "Our menu", expires = "12h")]
enum Drink {
    #[choice("Earl Grey", section = "Hot", description = "With milk or lemon")]
    EarlGrey,
    #[choice("Cocoa", section = "Hot")]
    Cocoa,
    #[choice("Iced tea", section = "Cold", description = "Peach or lemon")]
    IcedTea,
    #[choice("Water", section = "Cold")]
    Water,
}

#[derive(Choice)]
enum Size {
    #[choice("Small")]
    Small,
    #[choice("Large")]
    Large,
}

/// What the customer has chosen so far.
#[derive(Default, Serialize, Deserialize)]
struct Order {
    drink: Option<Drink>,
}

#[on(incoming_messages)]
async fn drink(pressed: Pressed<Drink>, mut order: Session<Order>) -> Result<Action> {
    match pressed {
        Pressed::Fresh(drink) => {
            order.drink = Some(drink);
            choose::<Size>(format!("Which size of {drink}?")).into_action()
        }
        Pressed::Stale(_) => choose::<Drink>("That menu is of another day. Here is today's.").into_action(),
    }
}

#[on(incoming_messages)]
async fn size(Choice(size): Choice<Size>, mut order: Session<Order>) -> Result<Action> {
    match order.drink.take() {
        Some(drink) => format!("A {size} {drink}, coming up.").into_action(),
        None => choose::<Drink>("That one is on its way. What else may I bring?").into_action(),
    }
}

/// Whatever else the customer sends.
#[on(incoming_messages)]
async fn menu() -> impl IntoOutcome {
    choose::<Drink>("What may I bring?")
}

/// Gives a bot what this one does.
pub fn bot(bot: Bot) -> Bot {
    bot.handlers(handlers![drink, size, menu])
}

impl fmt::Display for Drink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EarlGrey => "Earl Grey",
            Self::Cocoa => "cocoa",
            Self::IcedTea => "iced tea",
            Self::Water => "water",
        })
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Small => "small",
            Self::Large => "large",
        })
    }
}
