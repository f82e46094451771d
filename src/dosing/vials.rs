//! The containers that waste least, in whole numbers.
//!
//! Which totals can be made of sizes `s1 < s2 < ... < m`? For each remainder modulo the smallest size there is a least
//! total with that remainder, and every `s1` above it can be made too; those least totals are found once around each
//! size's cycle of remainders. Of one total, the fewest containers are found by filling up amounts one by one; a plan with
//! fewest containers holds fewer than `m` that are not the largest (any `m` of them hold a part that divides by `m` and
//! could be had in fewer of the largest), so only amounts up to `m x s(k-1)` need filling, however large the dose.

/// The most cells of a table: 8 MB.
const LIMIT: u64 = 1_000_000;

/// The most steps of a search, some hundredths of a second.
const STEPS: u64 = 40_000_000;

/// Too many combinations to search exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

/// Sizes of containers as whole numbers without a common factor, ascending, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sizes {
    sizes: Vec<u64>,
    /// For each remainder modulo the smallest size, the least total that leaves it; `u64::MAX` where none does.
    least: Vec<u64>,
}

impl Sizes {
    /// Prepares sizes above zero.
    ///
    /// # Errors
    /// [`TooLarge`] where the smallest size alone exceeds the table.
    pub fn new(mut sizes: Vec<u64>) -> Result<Sizes, TooLarge> {
        sizes.sort_unstable();
        sizes.dedup();
        let smallest = sizes.first().copied().filter(|s| *s > 0).ok_or(TooLarge)?;
        if sizes.len() == 1 {
            return Ok(Sizes { sizes, least: Vec::new() });
        }
        if smallest > LIMIT || smallest.saturating_mul(2 * sizes.len() as u64) > STEPS {
            return Err(TooLarge);
        }
        let mut least = vec![u64::MAX; usize::try_from(smallest).map_err(|_| TooLarge)?];
        least[0] = 0;
        for size in &sizes[1..] {
            close(&mut least, smallest, *size)?;
        }
        Ok(Sizes { sizes, least })
    }

    /// The least total of whole containers that is at least `need`.
    pub fn at_least(&self, need: u64) -> Option<u64> {
        let smallest = self.sizes[0];
        if self.least.is_empty() {
            return need.div_ceil(smallest).checked_mul(smallest);
        }
        let up = |(remainder, least): (usize, &u64)| {
            let remainder = remainder as u64;
            let gap = (remainder + smallest - need % smallest) % smallest;
            (*least < u64::MAX).then(|| need.checked_add(gap).map(|total| total.max(*least))).flatten()
        };
        self.least.iter().enumerate().filter_map(up).min()
    }

    /// The greatest total of whole containers, at least one, that is at most `most`.
    pub fn at_most(&self, most: u64) -> Option<u64> {
        let smallest = self.sizes[0];
        if self.least.is_empty() {
            return Some(most - most % smallest).filter(|total| *total > 0);
        }
        let down = |(remainder, least): (usize, &u64)| {
            let gap = (most % smallest + smallest - remainder as u64) % smallest;
            most.checked_sub(gap).filter(|total| total >= least && *total > 0)
        };
        self.least.iter().enumerate().filter_map(down).max()
    }

    /// The containers that make exactly `total`: fewest, and of equally few the larger. Counts in the order of the sizes.
    ///
    /// # Errors
    /// [`TooLarge`]; also for a total that cannot be made.
    pub fn fewest(&self, total: u64) -> Result<Vec<u64>, TooLarge> {
        let mut counts = vec![0; self.sizes.len()];
        let Some((largest, smaller)) = self.sizes.split_last() else { return Err(TooLarge) };
        let mut rest = total;
        if let Some(second) = smaller.last() {
            // So many of the largest are in every best plan.
            let most_of_others = (largest - 1).saturating_mul(*second);
            let sure = total.saturating_sub(most_of_others) / largest;
            rest -= sure * largest;
            counts[smaller.len()] = sure;
        }
        if smaller.is_empty() || rest == 0 {
            counts[smaller.len()] += rest / largest;
            return if rest.is_multiple_of(*largest) { Ok(counts) } else { Err(TooLarge) };
        }
        if rest > LIMIT || rest.saturating_mul(self.sizes.len() as u64) > STEPS {
            return Err(TooLarge);
        }
        let table = self.fill(usize::try_from(rest).map_err(|_| TooLarge)?);
        let mut at = table.len() - 1;
        while at > 0 {
            let needed = table[at].checked_sub(1).filter(|n| *n < u32::MAX - 1).ok_or(TooLarge)?;
            let step = self.sizes.iter().enumerate().rev().find_map(|(i, size)| {
                let before = at.checked_sub(usize::try_from(*size).ok()?)?;
                (table[before] == needed).then_some((i, before))
            });
            let (i, before) = step.ok_or(TooLarge)?;
            counts[i] += 1;
            at = before;
        }
        Ok(counts)
    }

    /// The fewest containers for each total up to `top`; `u32::MAX` where it cannot be made.
    fn fill(&self, top: usize) -> Vec<u32> {
        let mut table = vec![u32::MAX; top + 1];
        table[0] = 0;
        for size in &self.sizes {
            let Ok(size) = usize::try_from(*size) else { continue };
            for total in size..=top {
                let with = table[total - size].saturating_add(1);
                if with < table[total] {
                    table[total] = with;
                }
            }
        }
        table
    }
}

/// Adds one more size to the least totals by remainder: twice around each of its cycles settles them.
fn close(least: &mut [u64], smallest: u64, size: u64) -> Result<(), TooLarge> {
    let (cycles, length) = (gcd(smallest, size), smallest / gcd(smallest, size));
    for start in 0..cycles {
        let mut at = start;
        for _ in 0..2 * length {
            let next = (at + size % smallest) % smallest;
            let held = least[at as usize];
            if held < u64::MAX {
                let with = held.checked_add(size).ok_or(TooLarge)?;
                if with < least[next as usize] {
                    least[next as usize] = with;
                }
            }
            at = next;
        }
    }
    Ok(())
}

/// The greatest common divisor.
pub fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::dosing::vials::*;

    fn plan(sizes: &[u64], need: u64) -> Vec<u64> {
        let sizes = Sizes::new(sizes.to_vec()).unwrap();
        sizes.fewest(sizes.at_least(need).unwrap()).unwrap()
    }

    #[test]
    fn known_plans() {
        assert_eq!(plan(&[1, 4], 11), [3, 2]);
        assert_eq!(plan(&[40, 100, 120, 240], 214), [0, 1, 1, 0]);
        assert_eq!(plan(&[80, 200, 400], 560), [2, 0, 1]);
        assert_eq!(plan(&[100], 1), [1]);
        // Three ways to 6 with two containers of 1 to 5: the larger ones first.
        assert_eq!(plan(&[1, 3, 5], 6), [1, 0, 1]);
        assert_eq!(plan(&[6, 10, 15], 31), [1, 1, 1]);
        assert_eq!(Sizes::new(vec![6, 10, 15]).unwrap().at_least(29), Some(30));
        assert_eq!(Sizes::new(vec![6, 10, 15]).unwrap().at_most(29), Some(28));
        assert_eq!(Sizes::new(vec![6, 10, 15]).unwrap().at_most(5), None);
    }

    #[test]
    fn ninety_thousand_and_far_more() {
        assert_eq!(plan(&[250, 500, 1000, 1500, 2000, 3000], 90_000), [0, 0, 0, 0, 0, 30]);
        assert_eq!(plan(&[1, 3_750], 90_001), [1, 24]);
        let counts = plan(&[7, 11, 13], 1_000_000_007);
        assert_eq!(counts[0] * 7 + counts[1] * 11 + counts[2] * 13, 1_000_000_007);
        assert!(counts[0] + counts[1] < 13);
    }

    #[test]
    fn refuses_what_cannot_be_searched() {
        assert_eq!(Sizes::new(vec![]), Err(TooLarge));
        assert_eq!(Sizes::new(vec![0, 5]), Err(TooLarge));
        assert_eq!(Sizes::new(vec![3_000_001, 5_000_000]), Err(TooLarge));
        assert_eq!(Sizes::new((500_000..600_000).collect()), Err(TooLarge));
        let sizes = Sizes::new(vec![999_983, 1_000_003]).unwrap();
        assert_eq!(sizes.fewest(900_000_000_000), Err(TooLarge));
    }

    /// By trying every combination.
    fn brute(sizes: &[u64], need: u64) -> Option<(u64, Vec<u64>)> {
        fn go(sizes: &[u64], left: usize, total: u64, need: u64, counts: &mut Vec<u64>, best: &mut Option<(u64, u64, Vec<u64>)>) {
            if total >= need {
                let number: u64 = counts.iter().sum();
                let mut mine: Vec<u64> = counts.clone();
                mine.reverse();
                let better = match best {
                    None => true,
                    Some((t, n, b)) => (total, number, std::cmp::Reverse(&mine)) < (*t, *n, std::cmp::Reverse(b)),
                };
                if better {
                    *best = Some((total, number, mine));
                }
                return;
            }
            for i in 0..=left {
                counts[i] += 1;
                go(sizes, i, total + sizes[i], need, counts, best);
                counts[i] -= 1;
            }
        }
        let mut best = None;
        go(sizes, sizes.len() - 1, 0, need, &mut vec![0; sizes.len()], &mut best);
        best.map(|(total, _, mut counts)| {
            counts.reverse();
            (total, counts)
        })
    }

    proptest! {
        #[test]
        fn agrees_with_trying_everything(sizes in prop::collection::btree_set(1u64..25, 1..4), need in 1u64..70) {
            let list: Vec<u64> = sizes.into_iter().collect();
            let (total, counts) = brute(&list, need).unwrap();
            let sizes = Sizes::new(list.clone()).unwrap();
            prop_assert_eq!(sizes.at_least(need), Some(total));
            prop_assert_eq!(sizes.fewest(total).unwrap(), counts);
            let reachable: Vec<u64> = (1..=need).filter(|n| brute(&list, *n).unwrap().0 == *n).collect();
            prop_assert_eq!(sizes.at_most(need), reachable.last().copied());
        }
    }
}
