-- The home directory of a user: real files in a directory of its own, and the program run there.
local core = require "moontide.core"
local program = require "support.program"

local M = {}

local Home = {}
Home.__index = Home

---@return table home  { path }
function M.new()
   return setmetatable({ path = assert(core.mkdtemp()) }, Home)
end

---Writes a file below it; gives its whole path.
---@param path string
---@param text string
---@return string
function Home:put(path, text)
   local full = self.path .. "/" .. path
   assert(os.execute(("mkdir -p '%s'"):format(full:match "^(.*)/")))
   local file <close> = assert(io.open(full, "wb"))
   file:write(text)
   return full
end

---Runs the program as this user.
---@param arguments string[]
---@param env? table<string, string>
---@param options? table  of program.run
---@return { code: integer, out: string, err: string }
function Home:run(arguments, env, options)
   local all = { HOME = self.path, AWS_REGION = "eu-west-1" }
   for name, value in pairs(env or {}) do all[name] = value end
   options = options or {}
   options.env = all
   return program.run(arguments, options)
end

---Removes it, and what the program has left elsewhere.
function Home:close()
   os.execute(("rm -rf '%s'"):format(self.path))
   program.clean()
end
Home.__close = Home.close

return M
