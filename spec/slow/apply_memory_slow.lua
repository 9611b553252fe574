-- An apply that runs out of memory, at a dozen limits around what it needs.
local interrupting = require "support.interrupting"
local program = require "support.program"

-- A sanitizer reserves more than can be limited.
local is_sanitized = os.execute("nm -D '" .. program.path .. "' 2>/dev/null | grep -q __asan_init")

describe("an apply that runs out of memory", function()
   if is_sanitized then
      pending "a sanitized program cannot be kept short of memory"
      return
   end
   local world
   setup(function() world = interrupting.open { count = 6 } end)
   teardown(function()
      getmetatable(world).__close()
      program.clean()
   end)

   local function plans_with(kib)
      local result = program.run({ "plan", "--quiet", world.path }, { env = world.env,
         under = ("sh -c 'ulimit -v %d; exec \"$@\"' sh"):format(kib) })
      return result.code == 0
   end

   it("is completed by the next, and undone exactly", function()
      local too_little, enough = 8000, 4000000
      while enough - too_little > 100 do
         local middle = (too_little + enough) // 2
         if plans_with(middle) then enough = middle else too_little = middle end
      end
      local ends = {}
      local steps = { -20, 40 } -- where there is no doubt
      for step = -6, 6 do steps[#steps + 1] = step end
      for _, step in ipairs(steps) do
         local code = interrupting.round(world, { codes = { 0, 1, 5 },
            under = ("ulimit -v %d"):format(enough + 150 * step) })
         ends[code] = (ends[code] or 0) + 1
      end
      assert.is_truthy(ends[0])
      assert.is_truthy(ends[1] or ends[5])
   end)
end)
