-- Provisioned concurrency of a serverless endpoint; its utilization is a share of 1, not of 100.
deployment { name = "classifier", region = "eu-central-1" }

target { resource_id = "endpoint/classifier/variant/main", kind = "serverless" } {
   min = 2, max = var("max", 20),
   track "utilization" {
      metric = "SageMakerVariantProvisionedConcurrencyUtilization", value = 0.7,
   },
}
