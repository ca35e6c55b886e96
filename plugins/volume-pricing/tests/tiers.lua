local test = require "stoa.test"
local plugin = require "main"

local tiers = { { from = 50, percent = "12" }, { from = 10, percent = "5" } }

return {
  ["below the first tier there is none"] = function()
    test.equal(plugin.tierFor(9, tiers), nil)
  end,

  ["a tier starts at its number"] = function()
    test.equal(plugin.tierFor(10, tiers).percent, "5")
    test.equal(plugin.tierFor(49, tiers).percent, "5")
  end,

  ["the highest tier counts, whatever the order"] = function()
    test.equal(plugin.tierFor(50, tiers).percent, "12")
  end,
}
