//! Numbers that look random and are the same on every machine for ever: SplitMix64, written out so that no library update
//! can change a drill.

/// A sequence that its seed decides.
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
}

impl Random {
    /// The sequence of a seed.
    pub fn new(seed: u64) -> Random {
        Random { state: seed }
    }

    /// The sequence of a text (FNV-1a of its bytes).
    pub fn of_text(text: &str) -> Random {
        Random::new(text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)))
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, each as likely; 0 where `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        if end == 0 {
            return 0;
        }
        let fair = u64::MAX - u64::MAX % end;
        loop {
            let bits = self.bits();
            if bits < fair {
                return bits % end;
            }
        }
    }

    /// A number from `least` to `most`, both included.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.below(most.saturating_sub(least) + 1)
    }

    /// One of the items; `None` where there are none.
    pub fn pick<'i, T>(&mut self, items: &'i [T]) -> Option<&'i T> {
        items.get(usize::try_from(self.below(items.len() as u64)).unwrap_or(0))
    }

    /// The places 0 to `count`, shuffled.
    pub fn shuffled(&mut self, count: usize) -> Vec<usize> {
        let mut places: Vec<usize> = (0..count).collect();
        for i in (1..count).rev() {
            let j = usize::try_from(self.below(i as u64 + 1)).unwrap_or(0);
            places.swap(i, j);
        }
        places
    }
}

/// The order in which the items of an `order` step are shown: the same for everybody, neither the right one nor its reverse.
pub fn shown_order(scenario: &str, ask: &str, count: usize) -> Vec<usize> {
    let mut random = Random::of_text(&format!("{scenario}\n{ask}"));
    let mut places = random.shuffled(count);
    if count > 1 && (places.is_sorted() || count > 2 && places.is_sorted_by(|a, b| a > b)) {
        places.rotate_left(1);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_sequence() {
        // First outputs of SplitMix64 for seed 1234567, as in its reference implementation.
        let mut random = Random::new(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| random.bits()).collect();
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn items_are_never_shown_in_order() {
        for count in 2..7 {
            for name in 0..200 {
                let places = shown_order(&name.to_string(), "ask", count);
                assert!(!places.is_sorted());
                let mut all = places.clone();
                all.sort_unstable();
                assert_eq!(all, (0..count).collect::<Vec<_>>());
            }
        }
    }
}
