extension Rulebook {
    /// The standing rules alone, with a change to them: what the book would decide then.
    func deciding(_ change: (inout StandingRules) -> Void) -> Rulebook {
        var standing = standing
        change(&standing)
        return Rulebook(
            hash: hash, settings: settings, promotions: [], coupons: [], gates: [], standing: standing, environment: environment)
    }
}
