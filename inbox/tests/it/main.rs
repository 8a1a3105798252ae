//! The inbox over HTTP, as a bot, a person and a test see it.

mod world;

mod assignment;
mod bodies;
mod chats;
mod contents;
mod customers;
mod deliveries;
mod errors;
mod faults;
mod first;
mod forms;
mod logins;
mod messages;
mod partner;
mod permissions;
mod phones;
mod received;
mod requests;
mod restart;
mod roles;
mod sandbox;
mod sessions;
mod states;
mod tags;
mod templates;
mod users;
mod webhooks;
mod websocket;
