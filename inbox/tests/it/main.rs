//! The inbox over HTTP, as a bot, a person and a test see it.

mod world;

mod access;
mod assignment;
mod bodies;
mod chat_import;
mod chats;
mod contacts;
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
mod profile;
mod received;
mod requests;
mod restart;
mod roles;
mod sandbox;
mod saved;
mod search;
mod sessions;
mod states;
mod status;
mod tags;
mod templates;
mod users;
mod webhooks;
mod websocket;
