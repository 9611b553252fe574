-- One model in three markets: each has its own office hours, in its own time zone, with daylight
-- saving time as it comes there.
deployment { name = "support-bot" }
defaults { min = 1, max = 10 }

local markets <const> = {
   { region = "eu-central-1", timezone = "Europe/Berlin", opens = 7, closes = 19 },
   { region = "us-east-1", timezone = "America/New_York", opens = 8, closes = 20 },
   { region = "ap-northeast-1", timezone = "Asia/Tokyo", opens = 9, closes = 18 },
}

for _, market in ipairs(markets) do
   target "endpoint/support-bot/variant/main" {
      regions = { market.region }, timezone = market.timezone, min = 1, max = 2,
      track "SageMakerEndpointInvocationScalingPolicy" {
         metric = "SageMakerVariantInvocationsPerInstance", value = 300 },
      schedule "open" { cron = ("0 %d ? * MON-FRI *"):format(market.opens), min = 3, max = 10 },
      schedule "close" { cron = ("0 %d ? * MON-FRI *"):format(market.closes), min = 1, max = 2 },
   }
end
