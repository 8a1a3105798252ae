use proptest::prelude::*;

use super::*;
use crate::inbox_id::InboxId;

fn lanes() -> impl Strategy<Value = Lane> {
    prop_oneof![
        "[0-9]{1,100}".prop_map(|digits| Lane::Chat(WaId::new(digits).unwrap())),
        any::<String>().prop_map(|message| Lane::Message(message.into())),
        Just(Lane::Inbox),
    ]
}

proptest! {
    #[test]
    fn a_lane_comes_back_from_its_text(lane in lanes()) {
        prop_assert_eq!(Lane::from_text(&lane.to_text()).unwrap(), lane);
    }

    #[test]
    fn different_lanes_have_different_texts(one in lanes(), other in lanes()) {
        prop_assert_eq!(one == other, one.to_text() == other.to_text());
    }

    #[test]
    fn no_text_breaks_the_reader(text in any::<String>()) {
        if let Ok(lane) = Lane::from_text(&text) {
            prop_assert_eq!(lane.to_text(), text);
        }
    }

    #[test]
    fn an_inbox_id_fits_into_a_path(id in any::<String>()) {
        if let Ok(inbox) = InboxId::new(&id) {
            prop_assert!(inbox.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        }
    }
}

#[test]
fn a_text_that_is_no_lane_is_refused() {
    for text in ["", "c:", "c:+49", "c:1 2", "x:1", "ii", "i:", "49171392"] {
        assert!(matches!(Lane::from_text(text), Err(StoreError::Broken(_))), "{text}");
    }
}
