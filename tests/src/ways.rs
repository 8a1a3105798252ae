/// Makes two tests of one function: with a bot that the inbox calls, and with one that listens at the inbox's websocket. The function
/// is given the [`Transport`](crate::Transport), which [`World::start_by`](crate::World::start_by) takes.
///
/// ```
/// use switchboard::prelude::*;
/// use switchboard_tests::{Transport, World, by_both_ways};
///
/// #[on(incoming_messages)]
/// async fn echo(text: Text) -> String {
///     text.into()
/// }
///
/// by_both_ways!(every_word_is_repeated);
/// async fn every_word_is_repeated(by: Transport) {
///     let world = World::start_by(by).await;
///     let _bot = world.bot(|bot| bot.handlers(handlers![echo])).await;
///     world.customer(1).says("hi").await;
///     world.customer(1).hears("hi").await;
/// }
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! by_both_ways {
    ($test:ident) => {
        mod $test {
            #[tokio::test]
            async fn by_webhook() {
                super::$test($crate::Transport::Webhook).await;
            }

            #[tokio::test]
            async fn by_websocket() {
                super::$test($crate::Transport::Websocket).await;
            }
        }
    };
}
