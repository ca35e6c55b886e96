import LuaSandbox

/// The Lua side of the plugin interface: what `require "stoa"` gives.
///
/// Each part is a chunk of one module; together they are smaller than one source may be. Checks stand in Lua where the
/// error shall name the plugin's line; what comes back from a plugin is checked again outside the sandbox.
enum StoaModule {
    static let module = HostModule(
        name: "stoa", source: ["local stoa = {}", foundation, money, decimal, answers, refusals, "return stoa"].joined(separator: "\n"))

    private static let foundation = #"""
        local function describe(value)
          local kind = type(value)
          if kind == "string" then return "the text '" .. value:sub(1, 40) .. "'" end
          if math.type(value) == "integer" then return "the whole number " .. value end
          if kind == "number" then return "a floating-point number" end
          if kind == "nil" then return "nothing" end
          return "a " .. kind
        end

        function stoa.log(...) host.log(...) end

        stoa.json = {
          encode = function(value) return host.jsonEncode(value) end,
          decode = function(text)
            if type(text) ~= "string" then error("stoa.json.decode needs a text, not " .. describe(text)) end
            return host.jsonDecode(text)
          end,
        }
        """#

    private static let money = #"""
        local amountMax = 1000000000000000
        local Money, moneyMethods = {}, {}
        Money.__index = moneyMethods
        local digitsByCurrency = {}

        local function minorDigits(currency)
          local digits = digitsByCurrency[currency]
          if digits == nil then
            digits = host.currencyDigits(currency)
            digitsByCurrency[currency] = digits
          end
          return digits
        end

        local function isMoney(value)
          return type(value) == "table" and math.type(rawget(value, "amount")) == "integer"
            and type(rawget(value, "currency")) == "string"
        end

        -- For methods called with a dot, and for money whose fields a plugin has changed.
        local function checkMoney(value)
          if not isMoney(value) then error("expected money, not " .. describe(value) .. "; call methods with a colon") end
        end

        local function newMoney(amount, currency)
          if amount > amountMax or amount < -amountMax then
            error("an amount of money is at most " .. amountMax .. " minor units")
          end
          return setmetatable({ amount = amount, currency = currency }, Money)
        end

        function stoa.money(amount, currency)
          if math.type(amount) ~= "integer" then
            error("stoa.money needs whole minor units, such as cents, not " .. describe(amount))
          end
          if type(currency) ~= "string" then error("stoa.money needs a currency, not " .. describe(currency)) end
          minorDigits(currency)
          return newMoney(amount, currency)
        end

        local function checkPair(left, right)
          if not isMoney(left) or not isMoney(right) then
            error("money is reckoned with money only, not with " .. describe(isMoney(left) and right or left))
          end
          if left.currency ~= right.currency then
            error(left.currency .. " and " .. right.currency .. " cannot be reckoned together")
          end
        end

        function Money.__add(left, right) checkPair(left, right) return newMoney(left.amount + right.amount, left.currency) end
        function Money.__sub(left, right) checkPair(left, right) return newMoney(left.amount - right.amount, left.currency) end
        function Money.__unm(value) checkMoney(value) return newMoney(-value.amount, value.currency) end
        function Money.__lt(left, right) checkPair(left, right) return left.amount < right.amount end
        function Money.__le(left, right) checkPair(left, right) return left.amount <= right.amount end
        function Money.__eq(left, right)
          return isMoney(left) and isMoney(right) and left.currency == right.currency and left.amount == right.amount
        end

        function Money.__mul(left, right)
          if not isMoney(left) then left, right = right, left end
          checkMoney(left)
          if math.type(right) ~= "integer" then
            error("money is multiplied by whole numbers only; use money:times(\"0.85\", \"halfUp\")")
          end
          local size = right < 0 and -right or right
          if size < 0 or (left.amount ~= 0 and size > amountMax // (left.amount < 0 and -left.amount or left.amount)) then
            error("an amount of money is at most " .. amountMax .. " minor units")
          end
          return newMoney(left.amount * right, left.currency)
        end

        function Money.__div() error("money is not divided; use money:times(\"0.5\", \"halfUp\") and name the rounding") end

        function Money.__tostring(value)
          checkMoney(value)
          local digits = minorDigits(value.currency)
          local text = tostring(value.amount < 0 and -value.amount or value.amount)
          if digits > 0 then
            text = string.rep("0", digits + 1 - #text) .. text
            text = text:sub(1, -digits - 1) .. "." .. text:sub(-digits)
          end
          return (value.amount < 0 and "-" or "") .. text .. " " .. value.currency
        end

        function Money.__concat(left, right) return tostring(left) .. tostring(right) end

        local function decimalText(value)
          if type(value) == "string" then return value end
          if math.type(value) == "integer" then return tostring(value) end
          if type(value) == "table" and type(rawget(value, "text")) == "string" then return value.text end
          error("expected a decimal number as text, such as \"17.5\", not " .. describe(value))
        end

        function moneyMethods:times(factor, rounding)
          checkMoney(self)
          return newMoney(host.scale(self.amount, decimalText(factor), 1, rounding), self.currency)
        end

        function moneyMethods:percent(percent, rounding)
          checkMoney(self)
          return newMoney(host.scale(self.amount, decimalText(percent), 100, rounding), self.currency)
        end
        """#

    private static let decimal = #"""
        local Decimal, decimalMethods = {}, {}
        Decimal.__index = decimalMethods

        local function newDecimal(text) return setmetatable({ text = text }, Decimal) end

        function stoa.decimal(value) return newDecimal(host.decimal("read", decimalText(value))) end

        local function operation(name)
          return function(left, right) return newDecimal(host.decimal(name, decimalText(left), decimalText(right))) end
        end

        local function compare(left, right) return host.decimalOrder(decimalText(left), decimalText(right)) end

        Decimal.__add = operation("add")
        Decimal.__sub = operation("subtract")
        Decimal.__mul = operation("multiply")
        function Decimal.__unm(value) return newDecimal(host.decimal("subtract", "0", decimalText(value))) end
        function Decimal.__div() error("a quotient may have no end; use decimal:dividedBy(\"3\", 2, \"halfUp\")") end
        function Decimal.__eq(left, right) return compare(left, right) == 0 end
        function Decimal.__lt(left, right) return compare(left, right) < 0 end
        function Decimal.__le(left, right) return compare(left, right) <= 0 end
        function Decimal.__tostring(value) return decimalText(value) end
        function Decimal.__concat(left, right) return tostring(left) .. tostring(right) end

        function decimalMethods:rounded(digits, rounding)
          return newDecimal(host.quotient(decimalText(self), "1", digits, rounding))
        end

        function decimalMethods:dividedBy(divisor, digits, rounding)
          return newDecimal(host.quotient(decimalText(self), decimalText(divisor), digits, rounding))
        end
        """#

    private static let answers = #"""
        function stoa.list(values)
          if type(values) ~= "table" then error("stoa.list needs a table, not " .. describe(values)) end
          local list, count = {}, 0
          for _, value in pairs(values) do
            count = count + 1
            list[count] = value
          end
          return list
        end

        local discountFields = { id = true, item = true, percent = true, amount = true, unitPrice = true, message = true }

        function stoa.discount(fields)
          if type(fields) ~= "table" then error("stoa.discount needs a table of fields, not " .. describe(fields)) end
          local discount = {}
          for name, value in pairs(fields) do
            if not discountFields[name] then host.unknownField("stoa.discount", tostring(name)) end
            discount[name] = value
          end
          if discount.id == nil then error("stoa.discount needs an id") end
          if discount.percent == nil and discount.amount == nil and discount.unitPrice == nil then
            error("stoa.discount needs percent, amount or unitPrice")
          end
          return discount
        end
        """#

    private static let refusals = #"""
        setmetatable(stoa, { __index = function(_, name) return host.unavailable(tostring(name)) end })
        """#
}

/// The Lua that stands around a plugin in each call.
enum CallingModule {
    /// Makes money out of the amounts of a question, and finds the handler.
    static let module = HostModule(
        name: "stoa.calling",
        source: #"""
            local stoa = require "stoa"
            local money = stoa.money

            -- Replaces the whole number at the end of the path; "*" stands for every element of a list.
            local function mark(value, path, at, currency)
              local key = path[at]
              if key == "*" then
                for index = 1, #value do mark(value[index], path, at + 1, currency) end
              elseif at == #path then
                if value[key] ~= nil then value[key] = money(value[key], currency) end
              elseif value[key] ~= nil then
                mark(value[key], path, at + 1, currency)
              end
            end

            return function(handlers, name, question, config, moneyPaths)
              if type(handlers) ~= "table" then
                error("main.lua must end with: return { " .. name .. " = " .. name .. " }", 0)
              end
              local handler = rawget(handlers, name)
              if type(handler) ~= "function" then
                error("main.lua returns no function '" .. name .. "', which plugin.yaml names as a handler", 0)
              end
              if question == nil then return true end
              for _, path in ipairs(moneyPaths) do mark(question, path, 1, question.currency) end
              return handler(question, config)
            end
            """#)

    /// The main chunk of every state. The plugin's own `main.lua` is a module to it, so that an error names that file.
    static let main = """
        local call = require "stoa.calling"
        local handlers = require "\(PluginPackage.mainPath)"
        return function(...) return call(handlers, ...) end
        """
}
