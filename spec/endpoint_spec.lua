-- moontide.endpoint, and the settings that choose a client's endpoint.
local core = require "moontide.core"
local environment = require "support.environment"
local moontide = require "moontide"

describe("moontide.endpoint.resolve", function()
   local resolve = moontide.endpoint.resolve

   it("knows partitions and variants", function()
      local rows = {
         { "application-autoscaling", "eu-west-1", {},
           "application-autoscaling.eu-west-1.amazonaws.com" },
         { "sagemaker", "us-gov-west-1", { fips = true },
           "api-fips.sagemaker.us-gov-west-1.amazonaws.com" },
         { "cloudwatch", "cn-north-1", { dualstack = true },
           "monitoring.cn-north-1.api.amazonwebservices.com.cn" },
         { "sso", "us-iso-east-1", { fips = true, dualstack = true },
           "portal.sso-fips.us-iso-east-1.api.aws.ic.gov" },
         { "sts", "aws-global", {}, "sts.amazonaws.com" },
      }
      for _, row in ipairs(rows) do
         local place = assert(resolve { service = row[1], region = row[2], fips = row[3].fips,
            dualstack = row[3].dualstack })
         assert.equal("https://" .. row[4], place.url)
      end
   end)

   it("says how to sign", function()
      assert.same({ url = "https://portal.sso.eu-west-1.amazonaws.com",
                    signing_region = "eu-west-1", signing_name = "awsssoportal" },
         resolve { service = "sso", region = "eu-west-1" })
      assert.same({ url = "https://sts.amazonaws.com", signing_region = "us-east-1",
                    signing_name = "sts" },
         resolve { service = "sts", region = "eu-west-1", sts_global = true })
      assert.same({ url = "http://localhost:4566", signing_region = "eu-west-1",
                    signing_name = "sagemaker" },
         resolve { service = "sagemaker", region = "eu-west-1",
            endpoint = "http://localhost:4566/" })
   end)

   it("refuses what cannot be", function()
      local rows = {
         { { region = "eu-west-1.evil.example/" }, "cannot be one" },
         { {}, "no region" },
         { { region = "eu-west-1", endpoint = "ftp://h" }, "not of the form" },
         { { region = "eu-west-1", endpoint = "http://h", fips = true }, "exclude each other" },
         { { region = "eu-west-1", endpoint = "http://h", dualstack = true }, "^dual%-stack and" },
      }
      for _, row in ipairs(rows) do
         row[1].service = "sts"
         local place, err = resolve(row[1])
         assert.is_nil(place)
         assert.equal("config", err.status)
         assert.matches(row[2], err.message)
      end
      assert.error_matches(function() resolve { region = "eu-west-1" } end, "service")
      assert.error_matches(function() resolve { service = "sts", reigon = "x" } end, "reigon")
   end)
end)

describe("a client's endpoint", function()
   local function url_of(service, options)
      options = options or {}
      options.service, options.region = service, options.region or "eu-west-1"
      local engine <close> = assert(core.engine {})
      local client, err = engine:client(options)
      return client and client:endpoint(), err
   end

   local function set(variables)
      for _, name in ipairs { "AWS_ENDPOINT_URL", "AWS_PROFILE" } do environment.set(name, nil) end
      for name, value in pairs(variables) do environment.set(name, value) end
   end

   it("is a service's own before the general one", function()
      set { AWS_ENDPOINT_URL = "http://localhost:1", AWS_ENDPOINT_URL_STS = "http://localhost:2",
            AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING = "http://localhost:3" }
      assert.equal("http://localhost:2", url_of "sts")
      assert.equal("http://localhost:3", url_of "application-autoscaling")
      assert.equal("http://localhost:1", url_of "cloudwatch")
      assert.equal("http://localhost:9", url_of("sts", { endpoint_url = "http://localhost:9" }))
      assert.equal("https://sts.eu-west-1.amazonaws.com",
         url_of("sts", { ignore_configured_endpoint_urls = true }))
   end)

   it("can be without what is configured", function()
      set { AWS_ENDPOINT_URL = "http://localhost:1",
            AWS_IGNORE_CONFIGURED_ENDPOINT_URLS = "TRUE" }
      assert.equal("https://sts.eu-west-1.amazonaws.com", url_of "sts")
   end)

   it("has variants, by settings and by options", function()
      set { AWS_USE_FIPS_ENDPOINT = "true" }
      assert.equal("https://sts-fips.eu-west-1.amazonaws.com", url_of "sts")
      assert.equal("https://sts-fips.eu-west-1.api.aws", url_of("sts", { use_dualstack = true }))
      local _, err = url_of("sts", { endpoint_url = "http://localhost:1" })
      assert.matches("FIPS (from AWS_USE_FIPS_ENDPOINT) and an endpoint URL",
         err.message, 1, true)
   end)

   it("names the setting that is wrong", function()
      set { AWS_USE_DUALSTACK_ENDPOINT = "yes" }
      local _, err = url_of "sts"
      assert.equal("config", err.status)
      assert.equal("use_dualstack_endpoint is 'yes' (from AWS_USE_DUALSTACK_ENDPOINT): it can be "
         .. "true or false", err.message)
   end)

   it("is global for STS where that is wanted", function()
      set { AWS_STS_REGIONAL_ENDPOINTS = "legacy" }
      assert.equal("https://sts.amazonaws.com", url_of "sts")
      assert.equal("https://monitoring.eu-west-1.amazonaws.com", url_of "cloudwatch")
   end)
end)
