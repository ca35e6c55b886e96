extension ErrorCatalogue {
    /// What `stoa check` finds in a book whose files are all in order: rules that cannot mean what they say. It shows each
    /// on a cart, or by a test beside a rule that prices none.
    static let findingErrors: [ErrorPage] = [
        ErrorPage(
            "rule.amountAboveThreshold", .merchant,
            "The amount off is larger than what a buyer has to spend for it.",
            .situation("spend: { atLeast: \"20.00\" } beside give: { amount: \"25.00\", per: order }."),
            "Ask for more, or give less."),
        ErrorPage(
            "rule.belowCost", .merchant,
            "A rule keeps a margin above cost, and a later rule takes it away again.",
            .situation("10 % off with floor: { aboveCost: 5 }, and a second step of 30 % off without a floor."),
            "Give the later rule the same floor, or let the two exclude each other."),
        ErrorPage(
            "rule.capAlwaysBinds", .merchant,
            "The cap is lower than the least that the percentage comes to, so that the rule is really an amount.",
            .situation("spend: { atLeast: \"100.00\" } beside give: { percent: 10, cap: \"5.00\" }."),
            "Raise the cap, or write the amount."),
        ErrorPage(
            "rule.clampedByOrder", .merchant,
            "Rules of one step want more than the goods cost, and only their ids decide which is cut.",
            .situation("60 % off and 50 % off for the same goods in the same step."),
            "Put one of them into a later step, or let them exclude each other."),
        ErrorPage(
            "rule.codeNeverOpen", .merchant,
            "The rule is in force only while none of its codes is.",
            .situation("A promotion from July on whose Coupon ends in June."),
            "Let the windows of promotion and Coupon meet."),
        ErrorPage(
            "rule.conflictsWithItself", .merchant,
            "A rule's conflicts name the rule itself or its own group.",
            .situation("stack: { group: g, atMost: 2, conflicts: [g] }."),
            "Remove the name; 'atMost' says how many of a group may apply."),
        ErrorPage(
            "rule.currencyHole", .merchant,
            "The rule states an amount in some of the currencies that the book sells in, and does nothing for who pays in the others.",
            .situation("atLeast: { USD: \"50.00\" } in a book whose other rules name USD and EUR."),
            "State the amount in each currency, or confine the rule to channels that sell in this one."),
        ErrorPage(
            "rule.doubled", .merchant,
            "Two rules are the same but for their names, and both apply.",
            .situation("A copied rule.yaml in which only the id was changed."),
            "Delete one of them, or put both into a group."),
        ErrorPage(
            "rule.floorUndercut", .merchant,
            "A rule's floor holds for the rule alone; a later one goes below it.",
            .situation("10 % off with floor: \"5.00\", and a second step of 20 % off without one."),
            "Give the later rule the floor too, or state it with the product."),
        ErrorPage(
            "rule.freeTogether", .merchant,
            "Rules that are harmless one by one leave nothing to pay together.",
            .situation("A unit price of 8.00, and 9.00 off an order that lists at 20.00 or more."),
            "Let them exclude each other, or give one of them a floor."),
        ErrorPage(
            "rule.givesNothing", .merchant,
            "The rule never takes anything off.",
            .situation("price: \"12.00\" for goods that cost less than 10.00; a price never raises."),
            "Compare the price or amount with the condition on the goods."),
        ErrorPage(
            "rule.idleRow", .merchant,
            "A row of the tiers gives what the row before it gives.",
            .situation("rows: [{ from: 5, percent: 10 }, { from: 10, percent: 10 }]."),
            "Remove the row, or let it give more."),
        ErrorPage(
            "rule.milestoneTwice", .merchant,
            "Two rules give points for the same: both count the same, of the same customers, and have a row from the same on.",
            .situation("100 points from the fifth order of a year on in one rule, and 70 points from the fifth on in another."),
            "Put the points into one row, or give the rules different conditions or windows."),
        ErrorPage(
            "rule.misspeltName", .merchant,
            "A category, channel or other name stands in this rule alone, and is nearly one that the book uses elsewhere; or a tier is nearly one that customers reach.",
            .situation("line.category == \"shirt\" where all other rules say \"shirts\"."),
            "Write the name as the others do, if that is what was meant."),
        ErrorPage(
            "rule.neverOpen", .merchant,
            "There is no instant at which the rule is in force.",
            .situation("Fridays only, between Monday 23 and Thursday 26 November."),
            "Let the weekly hours and the dates meet."),
        ErrorPage(
            "rule.nobodyMay", .merchant,
            "A permission lets somebody run an operation, and others deny it to all of them and to administrators.",
            .situation("allow: finance, and in another file deny: [finance, admin], both on: order.refund."),
            "Leave a role that is not denied; or remove the grant, to say that nobody may."),
        ErrorPage(
            "rule.payLessForMore", .merchant,
            "Who puts one more into the cart pays less in all.",
            .situation("60 % off from 50.00 on: a cart of 49.00 costs more than one of 50.00."),
            "Give less at the threshold, or add a row before it, if buyers are not meant to fill up their carts."),
        ErrorPage(
            "rule.priceAboveHighest", .merchant,
            "A Price rule states a price above the 'highest' of its own guardrails, which then is the price.",
            .situation("price: \"20.00\" beside guardrails: { highest: \"15.00\" }."),
            "Lower the price, or raise 'guardrails.highest'."),
        ErrorPage(
            "rule.priceBelowFloor", .merchant,
            "The rule's price is lower than its own floor, which then is the price.",
            .situation("give: { price: \"4.00\" } beside floor: \"5.00\"."),
            "Raise the price to the floor, or lower the floor."),
        ErrorPage(
            "rule.samePriority", .merchant,
            "Two Price rules of one priority are for the same product at once, with different prices; which of them applies, their ids decide.",
            .situation("Prices for the category 'shirts' and for the channel 'web', both without a 'priority'."),
            "Give one of them another 'priority', or keep them apart by their conditions."),
        ErrorPage(
            "rule.separationIdle", .merchant,
            "A permission keeps those out who did something before that nobody may do.",
            .situation("separate: order.approve, and in another file on: order.approve with deny: everyone."),
            "Separate from a command that somebody may run, or remove the rule."),
        ErrorPage(
            "rule.setIsFree", .merchant,
            "Every unit of the set is free.",
            .situation("take 3, give percent: 100 to: cheapest count: 3."),
            "Let 'count' be smaller than the set."),
        ErrorPage(
            "rule.shadowed", .merchant,
            "Another rule always comes before this one: it excludes it and gives at least as much, has a higher priority, denies what this one allows, or is as careful or keeps as long.",
            .situation("10 % for members and 15 % for everybody, both in the group 'loyalty'."),
            "Take it out of the group, let it give more, narrow the other one, or delete it."),
        ErrorPage(
            "rule.thresholdDefeated", .merchant,
            "An earlier rule takes so much off that this one's condition cannot hold any more.",
            .situation("20 % off everything, and in step 2 a rule for lines with line.discount == money(\"0\")."),
            "Measure 'at: list', put the rule into an earlier step, or let the two exclude each other."),
        ErrorPage(
            "rule.tiersFall", .merchant,
            "A row of the tiers gives less than the row before it.",
            .situation("rows: [{ from: 3, percent: 20 }, { from: 5, percent: 10 }]."),
            "Let the rows grow."),
        ErrorPage(
            "rule.unknownRule", .merchant,
            "A command asks about a promotion or price that the book does not have.",
            .command("stoa explain no-such-rule --rules rules --cart cart.json"),
            "Use the id that stands in the rule's file."),
        ErrorPage(
            "rule.unreachable", .merchant,
            "The conditions of a rule contradict each other, or it counts points where no rule gives any.",
            .situation("line.category == \"a\" && line.category == \"b\"."),
            "Write || where either will do; the excerpt shows the condition that cannot be met beside the others."),
        ErrorPage(
            "rule.unusedCoupon", .merchant,
            "No promotion names the campaign, so that its codes do nothing.",
            .situation("A Coupon 'autumn', and no promotion with code: autumn."),
            "Name it in a promotion's 'code', or delete it."),
        ErrorPage(
            "rule.windowsOverlap", .merchant,
            "Two sales of the same goods, one after the other, are both on for a while.",
            .situation("One until 1 April, the next from 30 March, neither in a group."),
            "Let the later one begin where the earlier one ends, or put both into a group."),
    ]
}
