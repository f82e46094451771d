//! Claim lines as they stand on paper.
