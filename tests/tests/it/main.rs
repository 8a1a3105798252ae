//! The framework against the inbox, end to end.

mod catch_up;
mod choices;
mod conversations;
mod handover;
mod intake;
mod integrating_a_bot;
mod killed;
mod kit;
mod language;
mod messages;
mod model;
mod outbox;
mod partner;
mod returning;
mod scenarios;
mod sessions;
mod timers;
mod turns;
mod webhook;
mod websocket;
