-- Runs the program in a process of its own, with an environment that holds nothing of this one's.
local M = {}

local KEPT = { "PATH", "TMPDIR", "MOONTIDE_SCRIPTS", "ASAN_OPTIONS", "LSAN_OPTIONS",
   "UBSAN_OPTIONS" }

M.path = os.getenv("MOONTIDE_BIN") or "build/dev/moontide"

local function quote(text)
   return "'" .. tostring(text):gsub("'", "'\\''") .. "'"
end

---@return string
function M.read(path)
   local file = assert(io.open(path, "rb"))
   local text = file:read("a")
   file:close()
   return text
end

---Writes a temporary file; M.clean removes it.
---@return string path
function M.write(text, suffix)
   local name = os.tmpname()
   table.insert(M.temporary, name)
   if suffix then
      name = name .. suffix
      table.insert(M.temporary, name)
   end
   local file = assert(io.open(name, "wb"))
   file:write(text)
   file:close()
   return name
end

M.temporary = {}

function M.clean()
   for _, name in ipairs(M.temporary) do os.remove(name) end
   M.temporary = {}
end

local function environment(given)
   local words = { "env", "-i", "HOME=/dev/null/nobody", "AWS_EC2_METADATA_DISABLED=true" }
   for _, name in ipairs(KEPT) do
      local value = os.getenv(name)
      if value then words[#words + 1] = quote(name .. "=" .. value) end
   end
   for name, value in pairs(given or {}) do words[#words + 1] = quote(name .. "=" .. value) end
   return table.concat(words, " ")
end

---The environment of somebody who works with an emulator.
---@param url string
---@param state string   where journals are kept
---@return table<string, string>
function M.user_of(url, state)
   return { AWS_ACCESS_KEY_ID = "test", AWS_SECRET_ACCESS_KEY = "test", AWS_REGION = "eu-west-1",
      AWS_ENDPOINT_URL = url, XDG_STATE_HOME = state }
end

---Runs the program with arguments (a list); stdin, as text or
---as the file to take it from, and environment variables may be given.
---@param arguments string[]
---under: words that stand before the command and run it, as timeout does.
---@param options? { stdin?: string, stdin_from?: string, env?: table<string, string>,
---   under?: string }
---@return { code: integer, out: string, err: string }
function M.run(arguments, options)
   options = options or {}
   local out, err = M.write(""), M.write("")
   local input = options.stdin and M.write(options.stdin) or options.stdin_from or "/dev/null"
   local words = { options.under or "", environment(options.env), quote(M.path) }
   for _, argument in ipairs(arguments) do words[#words + 1] = quote(argument) end
   local command = ("%s >%s 2>%s <%s"):format(table.concat(words, " "), out, err, input)
   local _, kind, code = os.execute(command)
   if kind == "signal" then code = 128 + code end
   return { code = code, out = M.read(out), err = M.read(err) }
end

return M
