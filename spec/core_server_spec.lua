-- The request queue: what a request shows, and that every request ends exactly once.
local core = require "moontide.core"

local client = "bash -c 'exec 3<>/dev/tcp/127.0.0.1/%d; printf %%b \"$0\" >&3; "
   .. "timeout 5 cat <&3' '%s' 2>&1"

-- Sends lines as a request of another process; its standard output is what comes back.
local function exchange(port, lines, body)
   local text = table.concat(lines, "\\r\\n") .. "\\r\\n\\r\\n" .. (body or "")
   return assert(io.popen(client:format(port, text)))
end

local plain = { "GET / HTTP/1.1", "Host: h", "Connection: close" }

local function take(server)
   local deadline = core.monotonic() + 5
   while core.monotonic() < deadline do
      assert(server:poll(0.1))
      local request = server:next()
      if request then return request end
   end
   error("no request came")
end

local function finish(server, pipe)
   for _ = 1, 5 do server:poll(0.02) end
   local text = pipe:read("a")
   pipe:close()
   return text
end

describe("core.server", function()
   local server

   before_each(function() server = assert(core.server { max_body_bytes = 1000 }) end)
   after_each(function()
      server:close()
      collectgarbage()
   end)

   it("shows a request and answers it", function()
      assert.is_true(server:port() > 0)
      local pipe = exchange(server:port(), { "POST /a%20b?x=1 HTTP/1.1", "Host: h", "X-Two: 1",
         "X-Two: 2", "X-Empty:", "Connection: close", "Content-Length: 5" }, "hello")
      local request = take(server)
      assert.equal("POST", request:method())
      assert.matches("^/a.*b%?x=1$", request:target())
      assert.equal("hello", request:body())
      assert.equal("h", request:header("host"))
      assert.equal("h", request:header("HOST"))
      assert.is_nil(request:header("absent"))
      assert.equal("", request:header("x-empty"))
      local twos = {}
      for _, pair in ipairs(request:headers()) do
         if pair[1]:lower() == "x-two" then twos[#twos + 1] = pair[2] end
      end
      assert.same({ "1", "2" }, twos)
      assert.is_true(request:reply(418, { ["X-Answer"] = "yes" }, "short"))
      assert.has_error(function() request:reply(200) end)
      assert.has_error(function() request:body() end)
      local text = finish(server, pipe)
      assert.matches("^HTTP/1%.1 418", text)
      assert.matches("X%-Answer: yes", text)
      assert.matches("short$", text)
   end)

   it("takes headers as a list of pairs, too", function()
      local pipe = exchange(server:port(), plain)
      take(server):reply(200, { { "X-A", "1" }, { "X-A", "2" } })
      local text = finish(server, pipe)
      assert.matches("X%-A: 1", text)
      assert.matches("X%-A: 2", text)
   end)

   it("resets what nobody answers", function()
      local pipe = exchange(server:port(), plain)
      take(server):reset()
      assert.is_nil(finish(server, pipe):match("HTTP/1"))
      pipe = exchange(server:port(), plain)
      take(server)
      collectgarbage()
      collectgarbage()
      assert.is_nil(finish(server, pipe):match("HTTP/1"))
   end)

   it("closes with requests open, more than once", function()
      local pipe = exchange(server:port(), plain)
      local request = take(server)
      server:close()
      server:close()
      pipe:close()
      assert.has_error(function() request:reply(200) end,
         "attempt to use a request that has been answered")
      assert.has_error(function() server:poll(0) end, "attempt to use a closed server")
      assert.has_error(function() server:port() end)
   end)

   it("says that a port is taken", function()
      local other, err = core.server { port = server:port() }
      assert.is_nil(other)
      assert.equal("io", err.status)
   end)

   it("raises on misuse", function()
      assert.has_error(function() core.server { prot = 1 } end, "there is no option 'prot'")
      assert.has_error(function() core.server { port = 70000 } end)
      assert.has_error(function() core.server { host = 7 } end)
      local pipe = exchange(server:port(), plain)
      local request = take(server)
      assert.has_error(function() request:reply(7) end)
      assert.has_error(function() request:reply(200, { a = {} }) end)
      assert.has_error(function() request:reply(200, "x") end)
      assert.is_true(request:reply(200))
      finish(server, pipe)
   end)
end)
