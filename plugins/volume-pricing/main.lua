local stoa = require "stoa"

-- The tier with the highest number of pieces that the quantity reaches, or nil.
local function tierFor(quantity, tiers)
  local best
  for _, tier in ipairs(tiers) do
    if quantity >= tier.from and (best == nil or tier.from > best.from) then
      best = tier
    end
  end
  return best
end

-- Pure point: no I/O, the same answer for the same input.
---@param quote stoa.DiscountQuestion
---@param config table
---@return stoa.Discount[]
local function propose(quote, config)
  local proposals = {}
  for _, item in ipairs(quote.items) do
    local tier = tierFor(item.quantity, config.tiers)
    if tier then
      proposals[item.id] = stoa.discount {
        id = "tier-" .. tier.from,
        item = item.id,
        percent = tier.percent,
        message = tier.from .. " or more",
      }
    end
  end
  return stoa.list(proposals)
end

return { propose = propose, tierFor = tierFor }
