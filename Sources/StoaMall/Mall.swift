import StoaKernel

/// The mall's own operations, for the composition root to join with those of the engines.
public enum Mall {
    public static func operations(rulebooks: any RulebookSource) -> [AnyOperation] {
        let quoting = Quoting(rulebooks: rulebooks)
        return [
            AnyOperation(CreateQuote(quoting: quoting)), AnyOperation(PlaceOrder(quoting: quoting)),
            AnyOperation(GetOrder()), AnyOperation(ListOrders()), AnyOperation(CancelOrder()), AnyOperation(ExpireOrder()),
            AnyOperation(CapturePayment()), AnyOperation(RefundOrder()), AnyOperation(PutProduct()),
            AnyOperation(ListProducts()), AnyOperation(SupplyStock()), AnyOperation(PutCustomer()),
            AnyOperation(CreateChannel()), AnyOperation(CreateSeller()), AnyOperation(GetPromotionUsage(rulebooks: rulebooks)),
        ]
    }
}
