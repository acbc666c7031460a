/** From the gateway's answer to a servlet response. */
package org.tomcatwsgi.response;
