import StoaCommerce

extension ActiveWindow {
    /// An instant at which this window and others are all open, or nil when there is none.
    ///
    /// The next one after `usual` where there is one. Where half-open windows meet, one of them begins; so beginnings are tried. Weekly windows repeat, so a
    /// fortnight is enough, and three more a season apart for zones whose clocks change at other times.
    func opening(beside others: [ActiveWindow] = [], near usual: Instant) -> Instant? {
        let windows = [self] + others
        let first = windows.compactMap(\.from).max()
        let last = windows.compactMap(\.until).min()
        let preferred = [usual, first, last?.advanced(bySeconds: -1)].compactMap { $0 }
        if let open = preferred.first(where: { instant in windows.allSatisfy { $0.isOpen(at: instant) } }) { return open }
        // The next opening first; then any.
        let start = max(first ?? usual, usual)
        return weeklyOpening(of: windows, from: start) { $0 >= start }
            ?? weeklyOpening(of: windows, from: first ?? last?.advanced(bySeconds: -14 * 86_400) ?? usual) { _ in true }
    }

    private func weeklyOpening(of windows: [ActiveWindow], from start: Instant, where isWanted: (Instant) -> Bool) -> Instant? {
        let firstDay = Int(start.millisecondsSince1970 / 86_400_000)
        for season in 0..<4 {
            for day in -1..<15 {
                let date = CivilDate(daysSince1970: firstDay + season * 91 + day)
                for window in windows {
                    for weekly in window.weekly {
                        let instant = window.zone.instant(of: date, minute: weekly.from)
                        if isWanted(instant), windows.allSatisfy({ $0.isOpen(at: instant) }) { return instant }
                    }
                }
            }
        }
        return nil
    }
}
