import LuaSandbox

/// What a package's `tests/*.lua` find by `require "stoa.test"`, and the chunk that runs them.
enum TestModule {
    static let module = HostModule(
        name: "stoa.test",
        source: #"""
            local test = {}

            local function show(value)
              if type(value) == "string" then return '"' .. value .. '"' end
              return tostring(value)
            end

            -- The first place where two values differ, or nil.
            local function difference(actual, expected, path, depth)
              if type(actual) ~= "table" or type(expected) ~= "table" or depth > 16 then
                if actual == expected then return nil end
                return path .. " is " .. show(actual) .. ", expected " .. show(expected)
              end
              for key, value in pairs(expected) do
                local found = difference(rawget(actual, key), value, path .. "." .. tostring(key), depth + 1)
                if found then return found end
              end
              for key, value in pairs(actual) do
                if rawget(expected, key) == nil then return path .. "." .. tostring(key) .. " is " .. show(value) .. ", expected nothing" end
              end
              return nil
            end

            function test.equal(actual, expected)
              local found = difference(actual, expected, "the value", 1)
              if found then error(found) end
            end

            function test.fails(action, text)
              local ok, message = pcall(action)
              if ok then error("expected an error") end
              if text and not tostring(message):find(text, 1, true) then
                error("the error is " .. show(message) .. ", expected " .. show(text))
              end
            end

            return test
            """#)

    /// Lists the cases of a test file, or runs one.
    static func main(file: String) -> String {
        """
        local cases = require "\(file)"
        return function(name)
          if type(cases) ~= "table" then error("\(file) must end with: return { [\\"what it shows\\"] = function … end }", 0) end
          if name ~= nil then cases[name]() return true end
          local names = {}
          for name, case in pairs(cases) do
            if type(name) ~= "string" or type(case) ~= "function" then error("\(file) must return named functions only", 0) end
            names[#names + 1] = name
          end
          return names
        end
        """
    }
}
