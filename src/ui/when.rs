//! Moments as people say them: the time today, the day otherwise.

use super::text::tr_in;
use jiff::{Timestamp, tz::TimeZone};

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// `14:32` on the day of `now_ms`, `18 Nov` in its year, `18 Nov 2025` in others. Both moments are ms since
/// 1970 UTC; one that no calendar holds is `–`.
#[must_use]
pub fn day_or_time(at_ms: i64, now_ms: i64, zone: &TimeZone) -> String {
    let zoned = |ms| {
        let moment = Timestamp::from_millisecond(ms).ok()?;
        Some(moment.to_zoned(zone.clone()))
    };
    let (Some(at), Some(now)) = (zoned(at_ms), zoned(now_ms)) else {
        return super::text::tr("number.unknown").to_owned();
    };
    if at.date() == now.date() {
        return format!("{:02}:{:02}", at.hour(), at.minute());
    }
    let month = usize::from(at.month().unsigned_abs()).saturating_sub(1);
    let month = tr_in("month", MONTHS.get(month).copied().unwrap_or_default());
    if at.year() == now.year() {
        format!("{} {month}", at.day())
    } else {
        format!("{} {month} {}", at.day(), at.year())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_moments_are_times_and_far_ones_days() {
        let at = |text: &str| {
            text.parse::<Timestamp>()
                .expect("a moment")
                .as_millisecond()
        };
        let now = at("2026-11-22T15:00:00Z");
        let said = |text| day_or_time(at(text), now, &TimeZone::UTC);
        assert_eq!(said("2026-11-22T04:05:59Z"), "04:05");
        assert_eq!(said("2026-11-21T23:59:00Z"), "21 Nov");
        assert_eq!(said("2025-01-02T00:00:00Z"), "2 Jan 2025");
        assert_eq!(day_or_time(i64::MAX, now, &TimeZone::UTC), "–");
    }
}
