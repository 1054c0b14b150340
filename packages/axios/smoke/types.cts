import sameflight = require('@sameflight/axios');
import axios = require('axios');

const api: axios.AxiosInstance = sameflight.coalesce(axios.create());

export = api;
