---@meta stoa
-- Generated from the plugin interface 1.0.0: do not edit. Put this folder on the language
-- server's workspace.library; it is never run.

---@alias stoa.Rounding "halfUp"|"halfEven"|"down"

---Money of one currency. Adding, subtracting and comparing refuse to mix currencies.
---@class stoa.Money
---@field amount integer minor units, such as cents
---@field currency string an ISO 4217 code
---@operator add(stoa.Money): stoa.Money
---@operator sub(stoa.Money): stoa.Money
---@operator mul(integer): stoa.Money
---@operator unm: stoa.Money
---@operator concat(any): string
local Money = {}

---A multiple, rounded once to minor units.
---@param factor string|integer|stoa.Decimal
---@param rounding stoa.Rounding
---@return stoa.Money
function Money:times(factor, rounding) end

---So many percent of it, rounded once to minor units.
---@param percent string|integer|stoa.Decimal
---@param rounding stoa.Rounding
---@return stoa.Money
function Money:percent(percent, rounding) end

---An exact decimal number.
---@class stoa.Decimal
---@field text string digits with a point, no zeros at the end
---@operator add(stoa.Decimal|string|integer): stoa.Decimal
---@operator sub(stoa.Decimal|string|integer): stoa.Decimal
---@operator mul(stoa.Decimal|string|integer): stoa.Decimal
---@operator unm: stoa.Decimal
---@operator concat(any): string
local Decimal = {}

---Rounded to so many digits after the point.
---@param digits integer 0 to 12
---@param rounding stoa.Rounding
---@return stoa.Decimal
function Decimal:rounded(digits, rounding) end

---The quotient, rounded to so many digits after the point.
---@param divisor string|integer|stoa.Decimal
---@param digits integer 0 to 12
---@param rounding stoa.Rounding
---@return stoa.Decimal
function Decimal:dividedBy(divisor, digits, rounding) end

---@class stoa.Item
---@field id string unique in the question
---@field quantity integer pieces
---@field unitPrice stoa.Money for one piece, before discounts
---@field sku? string the article
---@field category? string the article's category
---@field seller? string who sells it
---@field attributes? table<string, any> facts of the article by name

---@class stoa.Customer
---@field tier? string such as gold
---@field segments? string[] named groups the customer is in

---@class stoa.DiscountQuestion
---@field currency string of every amount
---@field items stoa.Item[] the cart's lines, merged where they are equal but for id and quantity
---@field channel? string where it is sold
---@field customer? stoa.Customer what may be known of the buyer

---@class stoa.Discount
---@field id string names the kind of discount; the plugin's id is put before it
---@field item? string the id of the item it is for; absent for the whole order
---@field percent? string a decimal as text, above 0, at most 100
---@field amount? stoa.Money off the item or the order
---@field unitPrice? stoa.Money what one piece costs instead; never more than before
---@field message? string for the buyer

---Answers `discount.propose` (pure); the config is what plugin.yaml describes.
---@alias stoa.DiscountProposeHandler fun(question: stoa.DiscountQuestion, config: table): stoa.Discount[]

---@class stoa.PricedProduct
---@field sku string unique in the question
---@field listPrice stoa.Money for one piece
---@field cost? stoa.Money of one piece
---@field floor? stoa.Money the product's own; nothing goes below it
---@field category? string the product's category
---@field seller? string who sells it
---@field attributes? table<string, any> facts of the product by name

---@class stoa.PriceQuestion
---@field currency string of every amount
---@field products stoa.PricedProduct[] those that a Price rule would take a price for
---@field channel? string where it is sold
---@field segments? string[] named groups the buyer is in

---@class stoa.ProposedPrice
---@field id string names the kind of price; the plugin's id is put before it
---@field sku string a product of the question
---@field unitPrice stoa.Money for one piece, in the question's currency

---Answers `price.propose` (pure); the config is what plugin.yaml describes.
---@alias stoa.PriceProposeHandler fun(question: stoa.PriceQuestion, config: table): stoa.ProposedPrice[]

---@class stoa
local stoa = {}

---An exact amount of money.
---@param amount integer minor units, such as cents
---@param currency string an ISO 4217 code
---@return stoa.Money
function stoa.money(amount, currency) end

---An exact decimal number, at most 18 digits before and 12 after the point.
---@param value string|integer|stoa.Decimal
---@return stoa.Decimal
function stoa.decimal(value) end

---One discount; names every mistake at your line.
---@param fields stoa.Discount
---@return stoa.Discount
function stoa.discount(fields) end

---The values of a table as a list, in the fixed order of `pairs`.
---@param values table
---@return any[]
function stoa.list(values) end

---Writes a line for the vendor and the operator; at most 1 KiB a call is kept.
---@param ... any
function stoa.log(...) end

---JSON text.
stoa.json = {}

---The value as JSON with sorted names.
---@param value any
---@return string
function stoa.json.encode(value) end

---The value of a JSON text.
---@param text string
---@return any
function stoa.json.decode(text) end

return stoa
