-- Globs over names.
local glob = require "moontide.glob"

describe("a glob", function()
   it("matches names", function()
      for pattern, names in pairs { ["a*"] = { "a", "ab" }, ["*"] = { "", "x", "a/b" },
         ["a-?-b"] = { "a-x-b" }, ["a.b"] = { "a.b" }, ["%d+"] = { "%d+" }, ["a**b"] = { "ab" },
         ["[a-c]x"] = { "ax", "cx" }, ["[!a]x"] = { "bx" }, ["a[b"] = { "a[b" } } do
         for _, name in ipairs(names) do assert.is_true(glob.matches(name, pattern), pattern) end
      end
      for pattern, name in pairs { ["a*"] = "ba", ["a-?"] = "a-", ["a.b"] = "axb", ["A"] = "a",
         ["[!a]x"] = "ax" } do
         assert.is_false(glob.matches(name, pattern), pattern)
      end
   end)

   it("becomes a test, of one or of several", function()
      assert.is_true(glob.matcher(nil) "anything")
      assert.is_true(glob.matcher "a*" "ab")
      assert.is_true(glob.matcher { "x", "a*" } "ab")
      assert.is_false(glob.matcher {} "ab")
   end)

   it("says whether it is one, and what all it matches have in common", function()
      for _, pattern in ipairs { "a*", "?", "[ab]" } do assert.is_true(glob.is_pattern(pattern)) end
      assert.is_false(glob.is_pattern "a-b.c")
      assert.equal("ranker-", glob.literal "*a*ranker-?")
      assert.equal("a-", glob.literal "a-[bc]longest")
      assert.equal("", glob.literal "*")
   end)
end)
