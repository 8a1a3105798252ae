use super::StandIns;

#[test]
fn names_are_covered_word_by_word_and_stay_the_same() {
    let mut names = StandIns::of_customer("491713920077");
    assert_eq!(names.name_customer("Ada Moreno"), "Robin Lee");
    assert_eq!(names.name_person("mira", &["Mira", "Okafor"]), "Agent1");
    assert_eq!(names.name_person("ben", &[]), "Agent2");
    assert_eq!(names.name_person("mira", &[]), "Agent1");
    assert_eq!(names.cover("Hello, Ada! This is MIRA for ada moreno's order."), "Hello, Robin! This is AGENT1 for robin lee's order.");
    assert_eq!(names.cover("Adam ordered lemonade."), "Adam ordered lemonade.", "a part of a word is no name");
}

#[test]
fn a_name_keeps_its_form() {
    for (name, stand_in, said, covered) in [
        ("ada moreno", "robin lee", "Hello, ada moreno! Hello, Ada!", "Hello, robin lee! Hello, Robin!"),
        ("✨Ada✨", "✨Robin✨", "Dear ✨Ada✨", "Dear ✨Robin✨"),
        ("Anne-Marie O'Brien", "Robin-Lee O'Fox", "ANNE-MARIE", "ROBIN-LEE"),
        ("Ada M.", "Robin M.", "Ada M., m and M", "Robin M., m and M"),
        ("Ada 1990", "Robin 1990", "since 1990", "since 1990"),
        ("李 明", "Robin Lee", "李明, 李", "李明, Robin"),
    ] {
        let mut names = StandIns::of_customer("491713920077");
        assert_eq!((names.name_customer(name).as_str(), names.cover(said).as_str()), (stand_in, covered));
    }
}

#[test]
fn a_name_of_signs_alone_is_covered() {
    let mut names = StandIns::of_customer("491713920077");
    assert_eq!(names.name_customer("🌸✨"), "Robin");
    assert_eq!(names.cover("Hello, 🌸✨!"), "Hello, Robin!");
}

#[test]
fn numbers_keep_their_form_and_are_nobodys() {
    let mut numbers = StandIns::of_customer("491713920077");
    for (text, covered) in [
        ("call 491713920077", "call 491713920001"),
        ("call +49 171 392-0077 now", "call +49 171 392-0001 now"),
        ("or 0171 3920077.", "or 0171 3920001."),
        ("or 00491713920077", "or 00491713920001"),
        ("another: +49 (171) 392-0055", "another: +49 (171) 392-0002"),
        ("again 01713920055", "again 01713920002"),
        ("order 1234567", "order 3920003"),
    ] {
        assert_eq!(numbers.cover(text), covered);
    }
}

#[test]
fn counts_dates_and_times_are_no_numbers() {
    let mut numbers = StandIns::of_customer("491713920077");
    for text in ["order 1234", "2026-03-02 at 12:00", "01.02.2026", "01/02/2026 at 9", "100 000 tins", "+5", "0 1 2"] {
        assert_eq!(numbers.cover(text), text);
    }
}
