import StoaKernel

/// The mall's own operations, for the composition root to join with those of the engines.
public enum Mall {
    /// Commands that follow events in the commit that delivers them, by the event's type.
    public static func followers(rulebooks: Rulebooks) -> [String: [Follower]] {
        let all: [(types: Set<String>, follower: Follower)] = [
            (CountOrder.eventTypes, Follower(CountOrder.name)),
            (IssueForOrder.eventTypes, IssueForOrder.follower(rulebooks)),
            (CountForCustomer.eventTypes, CountForCustomer.follower(rulebooks)),
        ]
        let types = all.reduce(into: Set<String>()) { $0.formUnion($1.types) }
        return Dictionary(
            uniqueKeysWithValues: types.map { type in (type, all.filter { $0.types.contains(type) }.map { $0.follower }) })
    }

    public static func operations(rulebooks: Rulebooks, coupons: CouponKeys) -> [AnyOperation] {
        let quoting = Quoting(rulebooks: rulebooks, coupons: coupons)
        return [
            AnyOperation(CreateQuote(quoting: quoting)), AnyOperation(ListPrices(quoting: quoting)),
            AnyOperation(PlaceOrder(quoting: quoting)),
            AnyOperation(GetOrder()), AnyOperation(ListOrders()), AnyOperation(CancelOrder()), AnyOperation(ExpireOrder()),
            AnyOperation(GetReceipt()), AnyOperation(ListReceipts()),
            AnyOperation(CapturePayment()), AnyOperation(RefundOrder()), AnyOperation(ReturnOrder(rulebooks: rulebooks)),
            AnyOperation(PutProduct()),
            AnyOperation(ListProducts()), AnyOperation(SupplyStock()), AnyOperation(GetStock(rulebooks: rulebooks)),
            AnyOperation(PutCustomer()),
            AnyOperation(GetPoints()), AnyOperation(SpendPoints()), AnyOperation(RestorePoints()), AnyOperation(ExpirePoints()),
            AnyOperation(CountForCustomer(rulebooks: rulebooks)), AnyOperation(GetLoyalty(rulebooks: rulebooks)),
            AnyOperation(CreateChannel()), AnyOperation(CreateSeller()), AnyOperation(GetPromotionUsage(rulebooks: rulebooks)),
            AnyOperation(PublishRulebook(rulebooks: rulebooks)), AnyOperation(ListRulebooks(rulebooks: rulebooks)),
            AnyOperation(GetRulebook()), AnyOperation(DiffRulebooks(rulebooks: rulebooks)),
            AnyOperation(ActivateRulebook(rulebooks: rulebooks)), AnyOperation(ActivateScheduledRulebook(rulebooks: rulebooks)),
            AnyOperation(UnscheduleRulebook()), AnyOperation(RollBackRulebook(rulebooks: rulebooks)),
            AnyOperation(PausePromotion(rulebooks: rulebooks)), AnyOperation(ResumePromotion()),
            AnyOperation(StartExperiment(rulebooks: rulebooks)), AnyOperation(StopExperiment()), AnyOperation(GetExperiment()),
            AnyOperation(IssueCoupons(rulebooks: rulebooks, keys: coupons)),
            AnyOperation(ExportCoupons(rulebooks: rulebooks, keys: coupons)),
            AnyOperation(IssueForOrder(rulebooks: rulebooks)), AnyOperation(ListCoupons(rulebooks: rulebooks, keys: coupons)),
            AnyOperation(RevokeCoupons(rulebooks: rulebooks)),
            AnyOperation(GetCoupon(rulebooks: rulebooks, keys: coupons)), AnyOperation(GetCodeAttempts(keys: coupons)),
            AnyOperation(GetRetention(rulebooks: rulebooks)), AnyOperation(ListDueRecords(rulebooks: rulebooks)),
            AnyOperation(CountOrder()),
            AnyOperation(GetPromotionAnalytics(rulebooks: rulebooks)),
        ]
    }
}
