import StoaCommerce

extension ActiveWindow {
    /// An instant at which this window and others are all open, or nil when there is none.
    ///
    /// Where half-open windows meet, one of them begins; so only beginnings are tried. Weekly windows repeat, so a
    /// fortnight is enough, and three more a season apart for zones whose clocks change at other times.
    func opening(beside others: [ActiveWindow] = [], near usual: Instant) -> Instant? {
        let windows = [self] + others
        let start = windows.compactMap(\.from).max() ?? windows.compactMap(\.until).min()?.advanced(bySeconds: -86_400) ?? usual
        let preferred = windows.contains { $0.from != nil || $0.until != nil } ? [usual, start] : [usual]
        if let open = preferred.first(where: { instant in windows.allSatisfy { $0.isOpen(at: instant) } }) { return open }
        let firstDay = start.millisecondsSince1970 / 86_400_000
        for season in 0..<4 {
            for day in -1..<15 {
                let date = CivilDate(daysSince1970: Int(firstDay) + season * 91 + day)
                for window in windows {
                    for weekly in window.weekly {
                        let instant = window.zone.instant(of: date, minute: weekly.from)
                        if windows.allSatisfy({ $0.isOpen(at: instant) }) { return instant }
                    }
                }
            }
        }
        return windows.compactMap(\.from).first { from in windows.allSatisfy { $0.isOpen(at: from) } }
    }
}
