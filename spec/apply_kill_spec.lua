-- kill -9 at any moment of an apply loses nothing. spec/slow has more of the same.
local killing = require "support.killing"
local program = require "support.program"

describe("an apply that is killed", function()
   after_each(program.clean)

   it("is completed by the next, and undone exactly", function()
      assert.is_true(killing.run { count = 6, lines = { 2, 17 }, latency_ms = 10 } > 0)
   end)
end)
