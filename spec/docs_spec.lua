-- The pages' code: every block "```lua run" runs as a script against an emulator of its own, and
-- prints the block "```text prints" that follows it; "```lua run fleet" has the examples' fleet.
-- "```lua plan fleet" is a deployment script; the block after it is its plan against that fleet.
-- Every link to a file leads to one.
local context = require "moontide.context"
local emulator = require "moontide.emulator"
local environment = require "support.environment"
local path = require "pl.path"
local program = require "support.program"
local task = require "moontide.task"

local FLEET = "scripts/examples/fleet.lua"

local pages = { "README.md" }
for _, name in ipairs(require("pl.dir").getfiles("docs", "*.md")) do pages[#pages + 1] = name end

local function read(name)
   local file <close> = assert(io.open(name, "rb"))
   return file:read "a"
end

-- Fenced blocks as { info =, line =, text = }.
local function blocks_of(name)
   local blocks, open = {}, nil
   local number = 0
   for line in io.lines(name) do
      number = number + 1
      local info = line:match "^```(.*)$"
      if info and open then
         open.text = table.concat(open, "\n") .. "\n"
         blocks[#blocks + 1] = open
         open = nil
      elseif info then
         open = { info = info, line = number }
      elseif open then
         open[#open + 1] = line
      end
   end
   assert(not open, name .. ": a block is not closed")
   return blocks
end

-- What a script prints, with an engine and an emulator of its own, which may hold a fleet.
local function printed_by(code, chunk_name, fleet)
   local server <close> = assert(emulator.start { seed_fleet = fleet })
   environment.set("AWS_REGION", fleet and "eu-west-1")
   environment.set("AWS_ENDPOINT_URL", server.url)
   environment.set("AWS_ACCESS_KEY_ID", server.access_key_id)
   environment.set("AWS_SECRET_ACCESS_KEY", server.secret_access_key)
   environment.set("AWS_SESSION_TOKEN", nil)
   environment.set("AWS_PROFILE", nil)
   environment.set("AWS_CONFIG_FILE", "/dev/null")
   environment.set("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
   local lines = {}
   local function print_line(...)
      local cells = table.pack(...)
      for i = 1, cells.n do cells[i] = tostring(cells[i]) end
      lines[#lines + 1] = table.concat(cells, "\t") .. "\n"
   end
   local env = setmetatable({ print = print_line }, { __index = _G })
   local before = context.replace_engine(nil)
   local ok, err = pcall(task.run, assert(load(code, chunk_name, "t", env)))
   local engine = context.replace_engine(before)
   if engine then engine:close() end
   assert(ok, tostring(err))
   return table.concat(lines)
end

-- How long a plan takes differs from run to run.
local function without_figures(text)
   return (text:gsub("%(%d+ calls, [%d.]+ s%)", "(… calls, … s)"))
end

local function planned_by(code)
   local file = program.write(code, ".lua")
   local result = program.run { "plan", "--emulator", "--seed-fleet", FLEET, "--quiet", file }
   program.clean()
   assert.equal(0, result.code, result.err)
   return (result.out:gsub(file:gsub("%p", "%%%0"), "rankers.lua"))
end

-- What a block's code prints; nil: it is not run.
local function output_of(block, name)
   local code = ("\n"):rep(block.line) .. block.text
   if block.info == "lua run" then return printed_by(code, "@" .. name) end
   if block.info == "lua run fleet" then return printed_by(code, "@" .. name, FLEET) end
   if block.info == "lua plan fleet" then return planned_by(block.text) end
end

for _, name in ipairs(pages) do
   describe(name, function()
      local blocks = blocks_of(name)
      for i, block in ipairs(blocks) do
         if block.info:find "^lua run" or block.info:find "^lua plan" then
            it(("runs as line %d says"):format(block.line), function()
               local following = blocks[i + 1]
               assert(following and following.info == "text prints", "what does it print?")
               assert.equal(without_figures(following.text),
                  without_figures(assert(output_of(block, name))))
            end)
         end
      end

      it("links to files that exist", function()
         for target in read(name):gmatch "%]%(([^)#%s]+)[^)]*%)" do
            if not target:find "^%a+:" then
               local file = path.join(path.dirname(name), target)
               assert(path.exists(file), ("%s: no such file: %s"):format(name, target))
            end
         end
      end)
   end)
end
