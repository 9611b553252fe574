-- Signing against the published vectors, and verifying what was signed.
local core = require "moontide.core"

local vectors_path = "../shared/vectors/sigv4-suite.json"

local function read_vectors()
   local file = io.open(vectors_path)
   if not file then return nil end
   local text = file:read("a")
   file:close()
   return assert(core.json_decode(text))
end

local function seconds(amz_date)
   local year, month, day, hour, min, sec =
      amz_date:match("^(%d%d%d%d)(%d%d)(%d%d)T(%d%d)(%d%d)(%d%d)Z$")
   local local_time = { year = year, month = month, day = day, hour = hour, min = min, sec = sec }
   local time = os.time(local_time) -- as if it were local
   local as_utc = os.date("!*t", time)
   as_utc.isdst = os.date("*t", time).isdst
   return 2 * time - os.time(as_utc)
end

local function member(t, name)
   local value = t[name]
   if value == core.null then return nil end
   return value
end

local function options_of(vector)
   local context, request = vector.context, vector.request
   return {
      method = request.method, url = request.target, headers = request.headers, body = request.body,
      region = context.region, service = context.service,
      credentials = {
         access_key_id = context.credentials.access_key_id,
         secret_access_key = context.credentials.secret_access_key,
         session_token = member(context.credentials, "session_token"),
      },
      time = seconds(context.amz_date),
      normalize_path = context.normalize_path, double_uri_encode = context.double_uri_encode,
      sign_body = context.sign_body, omit_session_token = context.omit_session_token,
   }
end

local function adds(vector, name)
   for _, pair in ipairs(vector.header.added_headers or {}) do
      if pair[1]:lower() == name then return true end
   end
   return false
end

local stages = { "canonical_request", "string_to_sign", "signed_headers", "signature" }

local function compare(vector, expected, signed)
   for _, stage in ipairs(stages) do
      assert.equal(member(expected, stage), signed[stage], vector.name .. ": " .. stage)
   end
end

local function request()
   return {
      method = "POST", url = "https://service.example/path?b=2&a=1",
      headers = { ["Content-Type"] = "application/x-amz-json-1.1" }, body = "{}",
      region = "eu-west-1", service = "tiny", time = 1700000000,
      credentials = { access_key_id = "AKIDEXAMPLE", secret_access_key = "secret" },
   }
end

-- The request as a server would see it.
local function received(signed)
   local headers = { { "Host", "service.example" },
      { "Content-Type", "application/x-amz-json-1.1" } }
   for name, value in pairs(signed.headers) do headers[#headers + 1] = { name, value } end
   return { method = "POST", target = "/path?b=2&a=1", headers = headers, body = "{}" }
end

describe("core.sigv4", function()
   local vectors = read_vectors()

   it("signs the published vectors by headers", function()
      if not vectors then return pending("no vectors at " .. vectors_path) end
      assert.equal(73, #vectors)
      for _, vector in ipairs(vectors) do
         local options = options_of(vector)
         options.content_sha256_header = adds(vector, "x-amz-content-sha256")
         local signed = assert(core.sigv4_sign(options))
         compare(vector, vector.header, signed)
         assert.equal(vector.header.authorization, signed.authorization, vector.name)
      end
   end)

   it("signs the published vectors by query", function()
      if not vectors then return pending("no vectors at " .. vectors_path) end
      local count = 0
      for _, vector in ipairs(vectors) do
         if member(vector, "query") then
            local options = options_of(vector)
            options.expires_in = vector.context.expiration_in_seconds
            local signed = assert(core.sigv4_presign(options))
            compare(vector, vector.query, signed)
            count = count + 1
         end
      end
      assert.equal(38, count)
   end)

   it("adds Host from the URL", function()
      local signed = assert(core.sigv4_sign(request()))
      assert.matches("host:service%.example\n", signed.canonical_request)
      assert.equal("content-type;host;x-amz-date", signed.signed_headers)
      assert.equal("20231114T221320Z", signed.headers["X-Amz-Date"] or signed.headers["x-amz-date"])
   end)

   it("takes a URL in a query for no host", function()
      local options = request()
      options.url = "/path?u=http://elsewhere/"
      options.headers.Host = "service.example"
      local signed = assert(core.sigv4_sign(options))
      assert.matches("^POST\n/path\nu=http%%3A%%2F%%2Felsewhere%%2F\n", signed.canonical_request)
   end)

   it("verifies what it signs", function()
      local signed = assert(core.sigv4_sign(request()))
      local known = { now = 1700000100,
         secrets = { AKIDEXAMPLE = "secret", AKIDOTHER = { secret = "x" } } }
      assert.same({ access_key_id = "AKIDEXAMPLE", region = "eu-west-1", service = "tiny" },
         core.verify(received(signed), known))

      local function refused(seen, options)
         local identity, err = core.verify(seen, options)
         assert.is_nil(identity)
         assert.equal("auth", err.status)
         return err.code
      end
      local changed = received(signed)
      changed.body = "{ }"
      assert.equal("InvalidSignatureException", refused(changed, known))
      assert.equal("UnrecognizedClientException",
         refused(received(signed), { secrets = {}, now = 1700000100 }))
      assert.equal("InvalidSignatureException",
         refused(received(signed), { secrets = { AKIDEXAMPLE = "other" }, now = 1700000100 }))
      assert.equal("MissingAuthenticationTokenException",
         refused({ method = "POST", target = "/", headers = { Host = "h" } }, known))
      refused(received(signed), { secrets = known.secrets, now = 1700009999 })
      refused(received(signed), { secrets = known.secrets, now = 1700000100, service = "other" })
   end)

   it("verifies a session token", function()
      local options = request()
      options.credentials.session_token = "token"
      local seen = received(assert(core.sigv4_sign(options)))
      local function verify(secret)
         return core.verify(seen, { secrets = { AKIDEXAMPLE = secret }, now = 1700000000 })
      end
      assert.is_truthy(verify { secret = "secret", token = "token" })
      assert.is_nil((verify { secret = "secret", token = "another" }))
   end)

   it("says what is missing", function()
      for _, name in ipairs { "region", "service", "credentials" } do
         local options = request()
         options[name] = nil
         local signed, err = core.sigv4_sign(options)
         assert.is_nil(signed)
         assert.equal("usage", err.status)
      end
   end)

   it("raises on misuse", function()
      assert.has_error(function() core.sigv4_sign() end)
      assert.has_error(function() core.sigv4_sign { method = "GET" } end)
      assert.has_error(function() core.sigv4_sign { url = "https://h/", metod = "GET" } end)
      assert.has_error(function() core.sigv4_sign { url = "https://h/", headers = { "x" } } end)
      assert.has_error(function() core.verify({}, {}) end)
      assert.has_error(function() core.verify(nil, { secrets = {} }) end)
      assert.has_error(function() core.verify({}, { secrets = { "x" } }) end)
      assert.has_error(function() core.verify({}, { secrets = { a = {} } }) end)
   end)
end)
