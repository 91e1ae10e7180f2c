"""The telephony port: call events in, call actions out, the call machine and the live floor."""
