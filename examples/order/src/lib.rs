//! A carpenter's bot that takes orders: a conversation with a choice, a photo, a last question with a time limit, and a booking that
//! happens once.
//!
//! ```text
//! Customer: order
//! Bot: What may we build for you?
//! Customer: bookshelf of oak
//! Bot: Which size? [Small] [Medium] [Large]
//! Customer: [Large]
//! Bot: A photo of the place, please.
//! Customer: [image] the north wall
//! Bot: A large bookshelf of oak for this place: 390 euros.
//! Bot: Shall we build it? [Yes] [No]
//! Customer: [Yes]
//! Bot: One moment.
//! Bot: It is order 1. We call you to make a date.
//! ```
//!
//! The second thoughts of a customer:
//!
//! ```text
//! Customer: order
//! Bot: What may we build for you?
//! Customer: bookshlef
//! Bot: Which size? [Small] [Medium] [Large]
//! Customer: back
//! Bot: What may we build for you?
//! Customer: bookshelf
//! Bot: Which size? [Small] [Medium] [Large]
//! Customer: huge
//! Bot: Which size? [Small] [Medium] [Large]
//! Customer: small
//! Bot: A photo of the place, please.
//! Customer: It is in the hall.
//! Bot: I need a photo: the bot has no eyes but yours.
//! Customer: cancel
//! Bot: All right, nothing is ordered.
//! ```
//!
//! Silence is a no:
//!
//! ```text
//! Customer: order
//! Bot: What may we build for you?
//! Customer: desk
//! Bot: Which size? [Small] [Medium] [Large]
//! Customer: [Medium]
//! Bot: A photo of the place, please.
//! Customer: [image]
//! Bot: A medium desk for this place: 250 euros.
//! Bot: Shall we build it? [Yes] [No]
//! (30m pass.)
//! Bot: I have not heard from you for half an hour, so nothing is ordered.
//! Customer: [Yes]
//! Bot: Write "order", and we begin.
//! ```
//!
//! Wherever the process dies, the next one goes on with the same words: `tests/it/kill.rs` kills it at every `await`.
//!
//! Run it: `cargo run -p order`; it writes orders into `orders.jsonl` in the working directory.
//! Make it yours: `Size` with its prices, the questions in `order`, and `OrderBook`, in whose place the API of your shop stands.

mod book;

use std::fmt;

use serde::{Deserialize, Serialize};
use switchboard::prelude::*;

pub use book::OrderBook;

#[derive(Clone, Copy, Choice, Serialize, Deserialize)]
enum Size {
    #[choice("Small")]
    Small,
    #[choice("Medium")]
    Medium,
    #[choice("Large")]
    Large,
}

/// What is written down. By the photo's id, people find it in the inbox.
#[derive(Serialize, Deserialize)]
struct Order {
    what: String,
    size: Size,
    photo: Option<WabaId>,
}

#[conversation(assigned_messages, text = ["order", "Order"], back = "back", cancel = "cancel", cancelled = "All right, nothing is ordered.")]
async fn order(talk: &mut Talk, State(book): State<OrderBook>) -> Result<String> {
    let what = talk.ask("What may we build for you?").await?;
    let size = talk.ask(choose::<Size>("Which size?")).await?;
    let photo = talk.ask_for(media(), "A photo of the place, please.").retry("I need a photo: the bot has no eyes but yours.").await?;

    talk.say(text(format!("A {size} {what} for this place: {} euros.", size.price())).quote(&photo));
    match talk.confirm("Shall we build it?").within(minutes(30)).await? {
        Some(true) => talk.say("One moment."),
        Some(false) => return Ok("As you like. Think it over.".to_owned()),
        None => return Ok("I have not heard from you for half an hour, so nothing is ordered.".to_owned()),
    }

    // A step's result is kept. It may be done again if the process dies before that; by the key, the book knows that it is the same order.
    let order = Order { what, size, photo: photo.id };
    let number = talk.step_keyed("book", |key| book.write(key, order)).await?;
    Ok(format!("It is order {number}. We call you to make a date."))
}

/// What is said outside of an order.
#[on(assigned_messages)]
async fn hint() -> &'static str {
    "Write \"order\", and we begin."
}

/// Gives a bot what this one does.
pub fn bot(bot: Bot, book: OrderBook) -> Bot {
    let policy = Policy::take_unassigned().give_back_on("agent").announce("A colleague will be with you shortly.");
    bot.state(book).handover(policy).conversations(conversations![order]).handlers(handlers![hint])
}

impl Size {
    const fn price(self) -> u32 {
        match self {
            Self::Small => 120,
            Self::Medium => 250,
            Self::Large => 390,
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        })
    }
}
